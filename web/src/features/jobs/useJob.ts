/** One job that was begun here, live; its end is told by a toast wherever one is by then. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Job } from '@/api'
import { rememberStarted } from '@/lib/started'
import { jobsQuery } from './queries'

/** The job; undefined before it is known or where nobody asked. */
export function useJob(id: string | undefined): Job | undefined {
  useEffect(() => { if (id !== undefined) rememberStarted(id) }, [id])
  const { data } = useQuery(jobsQuery)
  return data?.items.find((job) => job.id === id)
}
