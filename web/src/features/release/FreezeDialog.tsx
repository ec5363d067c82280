/** Freeze a data set: what would block and why, which formats, and the job until the version is there. */
import { Button, Checkbox, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Release } from '@/api'
import { isActive, JobLine, useJob } from '@/features/jobs'
import { Dialog, Notice, Rows, Sentence, Tag } from '@/ui'
import { FORMATS, gatesQuery, releasesQuery, useFreeze, type Format } from './queries'
import classes from './Release.module.css'

interface Props {
  dataset: string
  /** The versions there were when the dialog opened. */
  known: readonly Release[]
  onClose: () => void
}

const signs = { pass: { tone: 'good', icon: 'check' }, warn: { tone: 'warn', icon: 'alert' }, block: { tone: 'bad', icon: 'lock' } } as const

export function FreezeDialog({ dataset, known, onClose }: Props) {
  const { t } = useTranslation()
  const [before] = useState(known)
  const freeze = useFreeze(dataset)
  const job = useJob(freeze.data?.job)
  const asked = freeze.isSuccess
  return (
    <Dialog label={t('release.freeze.title')} onClose={onClose}>
      <div className={classes.sheet}>
        <h2 className={classes.title}>{t('release.freeze.title')}</h2>
        <p className={classes.lead}>{t('release.freeze.lead')}</p>
        {!asked && <Question dataset={dataset} pending={freeze.isPending} onFreeze={(formats) => { freeze.mutate(formats) }} onClose={onClose} />}
        {freeze.isError && <Notice error={freeze.error} />}
        {asked && job === undefined && <Rows count={1} height={80} />}
        {job && <JobLine job={job} />}
        {job && !isActive(job) && job.state === 'done' && <Done dataset={dataset} before={before} onClose={onClose} />}
      </div>
    </Dialog>
  )
}

interface QuestionProps {
  dataset: string
  pending: boolean
  onFreeze: (formats: Format[] | null) => void
  onClose: () => void
}

function Question({ dataset, pending, onFreeze, onClose }: QuestionProps) {
  const { t } = useTranslation()
  const gates = useQuery(gatesQuery(dataset))
  const [own, setOwn] = useState(false)
  const [formats, setFormats] = useState<Format[]>(['coco'])
  const toggle = (format: Format): void => { setFormats((old) => (old.includes(format) ? old.filter((one) => one !== format) : [...old, format])) }
  return (
    <>
      <h3 className={classes.subtitle}>{t('release.freeze.gates')}</h3>
      {gates.isError && <Notice error={gates.error} retry={gates.refetch} />}
      {gates.isPending && <Rows count={6} height={30} />}
      <ul className={classes.gates}>
        {gates.data?.gates.map(({ name, outcome, message, advice }) => (
          <li key={name} className={classes.gate}>
            <span><Tag tone={signs[outcome].tone} icon={signs[outcome].icon}>{t(`release.freeze.outcome.${outcome}`)}</Tag></span>
            <div><p><Sentence text={message} /></p>{advice && <p><Sentence text={advice} /></p>}</div>
          </li>
        ))}
      </ul>
      <Radio.Group label={t('release.freeze.formats')} value={own ? 'own' : 'auto'} onChange={(value) => { setOwn(value === 'own') }}>
        <Radio mt={6} value="auto" label={t('release.freeze.formats_auto')} />
        <Radio mt={8} value="own" label={t('release.freeze.formats_own')} />
      </Radio.Group>
      <div className={classes.choices}>
        {own && FORMATS.map((format) => <Checkbox key={format} label={t(`release.freeze.format.${format}`)} checked={formats.includes(format)} onChange={() => { toggle(format) }} />)}
      </div>
      <div className={classes.foot}>
        {gates.data && !gates.data.may_freeze && <p role="status">{t('release.freeze.blocked')}</p>}
        <Button variant="default" onClick={onClose}>{t('release.freeze.cancel')}</Button>
        <Button disabled={!gates.data?.may_freeze} loading={pending} onClick={() => { onFreeze(own ? formats : null) }}>{t('release.freeze.confirm')}</Button>
      </div>
    </>
  )
}

function Done({ dataset, before, onClose }: { dataset: string; before: readonly Release[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { data: releases, refetch } = useQuery(releasesQuery(dataset))
  const [fresh, setFresh] = useState(false)
  useEffect(() => { void refetch().then(() => { setFresh(true) }) }, [refetch])
  const made = releases?.find(({ id }) => before.every((old) => old.id !== id))
  const shown = made ?? releases?.at(-1)
  if (!fresh || shown === undefined) return <Rows count={1} />
  return (
    <div className={classes.foot}>
      <p role="status">{t(made ? 'release.freeze.made' : 'release.freeze.same', { version: shown.version })}</p>
      <Button variant="default" onClick={onClose}>{t('release.freeze.cancel')}</Button>
      <Link to="/releases/$reference" params={{ reference: shown.reference }} className={classes.link}>{t('release.freeze.see')}</Link>
    </div>
  )
}
