/** A job of a station is called by what the station does; any other keeps its own name. */
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { stationOf } from '@/ui'

export function useJobName(): (job: Pick<Job, 'name'>) => string {
  const { t } = useTranslation()
  return ({ name }) => {
    const station = stationOf(name)
    return station === undefined ? name : t(`stations.${station}`)
  }
}
