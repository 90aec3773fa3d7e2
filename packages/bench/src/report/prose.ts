export const HOW_TO_READ_IT = `The first line of each table is a bare Fastify route of the same version, with a JSON schema for body and reply, that gets
the same bytes and replies with a body of the same size; it echoes unless its name says what else it does. All servers of a table
run at once, each in a process of its own on core 0, and are loaded in turns from core 1, in each round once forth and once back
(A B B A). \`ratio\` is a server's requests a second by those of the first line, the median over the rounds; the interval is a 95 %
bootstrap interval of that median. \`CPU µs\` is the server's processor time a request, over all its threads (median, and the
least of any turn): other programs on the machine hardly change it. \`p50\` and \`p99\` under full load tell how long the queue is;
latency is what the open loop measures, at a rate that both servers can serve, each request timed from when it was due. \`MiB\` is
resident memory after the last round. Zipf is with exponent 0.99.

KeyBox runs as \`npm start\` runs it, with what is set listed at the end: rate limits off unless a table says otherwise, log at info,
at which verdicts are not logged, metrics off unless a table says otherwise, a cache of 10⁵ licences. A plain \`POST /validate\` goes past the
framework by a short way of its own; all else goes through Fastify. Reads and commits that come at the same time are shared by the requests that
ask for them, which the bare routes do not do.`

export const HOW_TO_MAKE_IT_LIE = `## What it would take to make it lie

- **Run the two servers one after the other.** A machine that gets warm, or a neighbour that wakes up, then decides the ratio. Here
  they take turns, and the interval says what is left of it. A load average well above 2 on two cores makes intervals wide and
  p99 worthless: look at it above before you believe a figure.
- **Share a core.** With server and load on one core, the load generator is what is measured. Both are pinned; a machine with one
  core, or with hyper-threads shown as cores 0 and 1, still shares.
- **Let the load wait for the server.** wrk sends when it has a reply, so a server that stops is asked less; its p99 hides that.
  Hence the open loop. Its generator could itself be late: then every server looks equally slow, and the ratio tends to 1.
- **A weaker opponent.** An echo without schemas is slower, one without JSON is faster. This one has what a careful author would
  write: compiled validation and serialisation, nothing else: no log, no security headers, no CORS, no request id.
- **A smaller job.** One hot key is the best case of any cache; hence Zipf, unknown keys, and the cache switched off. A list of keys that
  repeats is another: 50,000 draws of 10⁶ keys would all be remembered the second time, so there are ten times as many.
- **Settings that nobody runs.** A new server has a limit of 5 validations in 15 minutes; the figures without a limit are for those who lift it.
  Logging verdicts (\`KEYBOX_LOG_LEVEL=debug\`) or metrics cost more than the tables show: \`validate-log\` and the decision on metrics say what.
- **An echo that does less HTTP.** KeyBox's short way writes the head of a reply as one text, which the bare route leaves to Fastify and Node. The
  ratio says what a verdict costs a client, not that KeyBox's rules are free.
- **Warm one side only.** Each server gets the same number of requests before anything counts.
- **Count errors as replies.** \`failed\` counts every status of 400 and above and every broken connection; it must be 0.
- **Durability left out.** SQLite has each commit on the disk before its reply on both sides of a comparison, MongoDB with majority and journal; in a
  container whose disk ignores fsync both are too fast alike.
- **MongoDB next door.** Its process is pinned to no core and takes time from both sides: the ratios against a bare MongoDB route are
  fair, those against the echo are not kind.
- **Company.** KeyBox reads and commits together what 32 connections ask for in one turn of the event loop; the bare routes answer each request by itself,
  as a route is usually written. One client that waits for each reply gains nothing from that.
- **Writes that are not the same.** The bare writes go into a database of KeyBox's own: the same indexes, validators, constraints and triggers, rows and documents of the
  same size under ascending ids, the same concerns and synchronisation. They look for no account and no client, which KeyBox has to.
- **Revocations on a quiet network.** Three servers on one core and three members of a replica set on the same machine have no network between
  them, and get one revocation at a time with nothing else to do. Add a round trip or two of yours; under load, wait for the core as well.
- **A flood that is polite.** The made-up keys come as fast as 48 connections get their replies, half of them under a real project. A flood that fills the
  server's only core makes every reply slow, whatever the hit rate says: that is for the rate limit.
- **Rows that are not quite real.** Beyond the first 3,000 licences the large store of the dashboard pages is filled by SQL, with sealed keys that do not
  open: counted and indexed like any, never shown.
- **Logins on another core.** Password hashes are computed by a process that gives way. Here it has the same one core; on a machine with cores to spare
  validation would not notice at all. Where a virtual core sleeps whenever nothing is to do and wakes up late, as it did here, the slowest of the quiet
  requests are slower than beside log-ins, which keep the core awake: a ratio below 1 is the machine's.`
