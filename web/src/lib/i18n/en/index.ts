import app from './app.json'
import audit from './audit.json'
import catalog from './catalog.json'
import domains from './domains.json'
import home from './home.json'
import identity from './identity.json'
import ingest from './ingest.json'
import jobs from './jobs.json'
import problem from './problem.json'
import quality from './quality.json'
import record from './record.json'
import records from './records.json'
import release from './release.json'
import server from './server.json'
import settings from './settings.json'
import shell from './shell.json'
import stations from './stations.json'
import ui from './ui.json'

export default {
  app, audit, catalog, domains, home, identity, ingest, jobs, problem,
  quality, record, records, release, server, settings, shell, stations, ui,
}
