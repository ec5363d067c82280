/** Front door: the data sets. */
export { DatasetsPanel } from './DatasetsPanel'
export { useHoldings, type Holdings } from './queries'
