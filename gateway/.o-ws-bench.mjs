import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
import { WebSocketServer, WebSocket } from 'ws';
import { useServer } from 'graphql-ws/use/ws';
import { GraphQLSchema, parse } from 'graphql';
const N=500, EV=400;
if (process.argv[2]==='client') {
  const url=process.argv[3]; let got=0;
  for (let i=0;i<N;i++){ const s=new WebSocket(url,'graphql-transport-ws',{perMessageDeflate:false}); s.on('open',()=>s.send('{"type":"connection_init"}'));
   s.on('message',(m)=>{ const t=m.toString(); if(t.includes('connection_ack')) s.send('{"id":"1","type":"subscribe","payload":{"query":"subscription { a }"}}'); else { got++; if (got===N*EV) { console.log('done'); } } }); }
} else {
  const event={data:{readingRecorded:{recordedCount:1,firstRecordedAt:'2026-11-22T00:00:00.000Z',lastRecordedAt:'2026-11-22T00:00:00.000Z',fellBehind:false,dma:{code:'5531099-03',nameEn:'Canal Side',latestFlow:{at:'2026-11-22T00:00:00.000Z',netInflowM3PerHour:15.8425}}}}};
  const short={data:{a:1}};
  const which=process.argv[2];
  let subs=0, release; const gate=new Promise(r=>release=r);
  const http=createServer(); const wss=new WebSocketServer({server:http,path:'/graphql'});
  useServer({ onSubscribe:()=>({schema:new GraphQLSchema({}),document:parse('subscription { a }')}),
    subscribe:async()=>{ subs++; if(subs===N) setTimeout(release,300); return (async function*(){ await gate; for(let i=0;i<EV;i++){ yield which==='short'?short:event; await new Promise(r=>setTimeout(r,5)); } await new Promise(()=>{}); })(); },
    execute:async()=>({}) }, wss);
  http.listen(0,'127.0.0.1',async()=>{ const c=spawn(process.execPath,[new URL(import.meta.url).pathname,'client',`ws://127.0.0.1:${http.address().port}/graphql`]);
    await gate; const a=process.cpuUsage(); c.stdout.once('data',()=>{ const b=process.cpuUsage(a); console.log(which,((b.user+b.system)/(N*EV)).toFixed(2),'us CPU a message'); c.kill(); process.exit(); }); });
  { const t=performance.now(); for(let i=0;i<200000;i++) JSON.stringify({id:'1',type:'next',payload:event}); console.log('stringify', ((performance.now()-t)/200).toFixed(2),'us'); }
}
