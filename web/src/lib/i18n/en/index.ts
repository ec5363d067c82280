import app from './app.json'
import catalog from './catalog.json'
import identity from './identity.json'
import jobs from './jobs.json'
import problem from './problem.json'
import server from './server.json'
import stations from './stations.json'

export default { app, catalog, identity, jobs, problem, server, stations }
