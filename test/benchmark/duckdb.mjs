// What DuckDB needs for the read and the join of answers to posts alone: every pair of a
// customer's post and a company's answer, with the seconds between.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, threads] = process.argv.slice(2);
const began = performance.now();
const db = await DuckDBInstance.create(':memory:', { threads });
const sql = await db.connect();
await sql.run(`create temp table p as select tweet_id, author_id, inbound,
  strptime(created_at, '%a %b %d %H:%M:%S %z %Y') as at, text, in_response_to_tweet_id as parent
  from read_csv('${file.replaceAll("'", "''")}', header = true)`);
const answer = await sql.runAndReadAll(`select count(*), sum(epoch(a.at) - epoch(q.at))
  from p a join p q on a.parent = q.tweet_id where not a.inbound and q.inbound`);
const [pairs, seconds] = answer.getRowsJson()[0];
console.log(JSON.stringify({ pairs: Number(pairs), seconds: Number(seconds), took: (performance.now() - began) / 1000, kB: process.resourceUsage().maxRSS }));
