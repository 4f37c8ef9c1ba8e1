// The network's own server of accounts and posts, configured by its PDS_* variables.
const { PDS, envToCfg, envToSecrets, readEnv } = require('@atproto/pds')

async function main() {
  const env = readEnv()
  const pds = await PDS.create(envToCfg(env), envToSecrets(env))
  await pds.start()
  console.log(`pds ready on ${env.port}`)
  process.on('SIGTERM', () => pds.destroy().then(() => process.exit(0)))
}

main().catch((err) => { console.error(err); process.exit(1) })
