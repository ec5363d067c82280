/** Front door: the data sets. */
export { DatasetsPanel } from './DatasetsPanel'
export { datasetQuery, useHoldings, type Holdings } from './queries'
