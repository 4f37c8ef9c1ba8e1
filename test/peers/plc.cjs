// A directory of identities (did:plc) that forgets everything when it stops.
const { PlcServer, Database } = require('@did-plc/server')

const port = Number(process.env.PLC_PORT)
PlcServer.create({ db: Database.mock(), port }).start().then(
  () => console.log(`plc ready on ${port}`),
  (err) => { console.error(err); process.exit(1) },
)
