import { it } from 'vitest';
import { projectWith, typesOf } from '../data/project.js';
import { startMysql } from '../services/mysql-server.js';
import { startPostgres } from '../services/postgres-server.js';

it('pg', async () => {
  await using pg = await startPostgres();
  await pg.run(
    `create table t as select v id, v*7%1000 a, v/3.0::float8 b, 'name '||v c, 'cat'||(v%10) d, v*0.5::float8 e, v%2 f, timestamp '2024-01-01'+v*interval '1s' g, case when v%5=0 then null else 'some longer "text", here '||v end h, v*1.25::float8 i from generate_series(0,299999) v; alter table t add primary key(id)`,
  );
  const p = await projectWith({});
  const t = performance.now();
  const r = await p.ingest('postgres', { ...pg.params, password: pg.password, table: 't' });
  console.log('pg', performance.now() - t, r.table.rows, typesOf(r), (await p.rows()).slice(0, 2));
  for (const x of [
    { table: 'tt' },
    { table: 't', password: 'nope' },
    { table: 't', port: 1 },
    { query: 'select nope from t' },
    { query: 'select 1; drop table t' },
    { query: 'with x as (delete from t returning id) select * from x' },
    { query: 'select 1) q; drop table t; select * from (select 2' },
  ])
    await p.ingest('postgres', { ...pg.params, password: pg.password, ...x }).then(
      () => console.log('NO ERROR', x),
      (e) => console.log(e.code, e.message, e.hints, e.cause?.message),
    );
});
it('my', async () => {
  await using my = await startMysql();
  await my.run(
    `create table test.t (id int primary key, a int, b double, c varchar(30), d varchar(10), e double, f tinyint(1), g datetime(3), h text, i double) as select seq id, seq*7%1000 a, seq/3.0e0 b, concat('name ',seq) c, concat('cat',seq%10) d, seq*0.5e0 e, seq%2 f, timestamp '2024-01-01 00:00:00' + interval seq second g, if(seq%5=0,null,concat('some longer "text", here ',seq)) h, seq*1.25e0 i from seq_0_to_299999`
      .replace('from seq_0', 'from mysql.seq_0')
      .replace('mysql.seq', 'test.seq'),
  );
  const p = await projectWith({});
  const t = performance.now();
  const r = await p.ingest('mysql', { ...my.params, password: my.password, table: 't' });
  console.log('my', performance.now() - t, r.table.rows, typesOf(r), (await p.rows()).slice(0, 2));
  for (const x of [
    { table: 'tt' },
    { table: 't', password: 'nope' },
    { table: 't', port: 1 },
    { query: 'select nope from t' },
    { query: 'select 1; drop table t' },
    { query: 'select 1) q; drop table t; select * from (select 2' },
    { query: 'select * from t for update' },
    { table: 't', database: 'x' },
  ])
    await p.ingest('mysql', { ...my.params, password: my.password, ...x }).then(
      () => console.log('NO ERROR', x),
      (e) => console.log(e.code, e.message, e.hints, e.cause?.message),
    );
});
