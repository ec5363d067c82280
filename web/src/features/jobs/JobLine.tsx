/** One job by itself, as the list of jobs shows it. */
import type { Job } from '@/api'
import { JobRow } from './JobRow'
import classes from './Jobs.module.css'

export function JobLine({ job }: { job: Job }) {
  return <ul className={classes.list}><JobRow job={job} /></ul>
}
