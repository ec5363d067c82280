/** Which stories are told of a demonstration, by whom, in which order; each leaves what it found as it was. */
import assert from 'node:assert/strict'
import { changeOver, inEveryWay, mendLabel, newcomer, opened, stranger } from './alliance.mjs'
import { goOnAfterReload, uploadAndMend } from './ingest.mjs'
import { alone, ask } from './inside.mjs'
import { report, verifyAgain } from './quality.mjs'
import { conflict, noRecord, pictureByHand, playAll, recordEverywhere, relabel, walkList } from './record.mjs'
import { curate, findAlike, selectOnMap, stroke } from './records.mjs'
import { freeze, release, snippetsRun } from './release.mjs'
import { everyPage, invitation, palette, token } from './shell.mjs'
import { logIn } from './stories.mjs'
import { deliverInTwo, labelInTwo, leaveInTwo } from './tabs.mjs'

const COMPANY = 'Hanbit'
const SET = 'fridge-interior'
const RELEASE = `${SET}@1`

let company

/** A session of its own that has changed over to the company; one for all chapters, for a server allows few log-ins a minute. */
function atCompany(world) {
  company ??= changedOver(world)
  return company
}

async function changedOver(world) {
  const state = await logIn(world)
  const visitor = await alone(world, state)
  const { memberships } = await ask(visitor, world, 'GET', '/api/me')
  const there = memberships.find(({ organization }) => organization.name.includes(COMPANY))
  assert.ok(there, `the operator's owner does not belong to ${COMPANY}`)
  await ask(visitor, world, 'POST', '/api/session/organization', { organization: there.organization.id })
  const { items } = await ask(visitor, world, 'GET', '/api/datasets')
  const { id, title } = items.find(({ name }) => name === SET)
  const grid = async (set, words) => (await ask(visitor, world, 'GET', `/api/datasets/${set}/grid?limit=500&sort=path&order=asc${words}`)).items
  const voices = await grid(items.find(({ name }) => name === 'kitchen-voice').id, '')
  const pictures = await grid(id, '&where=modality:image')
  const single = ({ label, layer, stream_roles: roles }) => label && !['gold', 'consensus'].includes(layer) && roles.length === 1
  const records = {
    picture: pictures.find((one) => single(one) && !one.label.endsWith('cucumber')).id,
    voice: voices.reduce((longest, one) => ((one.duration_s ?? 0) > (longest.duration_s ?? 0) ? one : longest)).id,
    linked: pictures.find(({ stream_roles: roles }) => roles.length > 1).id,
  }
  const said = pictures.find(({ id: one }) => one === records.picture).label
  const theirs = pictures.find(({ label }) => label && label !== said && !label.endsWith('cucumber')).label
  const byPath = await grid(id, '')
  const [delivery] = await ask(visitor, world, 'GET', `/api/datasets/${id}/deliveries`)
  await visitor.context.close()
  return { state, set: id, title, records, theirs, first: byPath[0].id, delivery: delivery?.id, interior: pictures.find(({ path }) => path.startsWith('interior/'))?.id }
}

async function asCompany(world, method, where, body, state) {
  const visitor = await alone(world, state)
  const answer = await ask(visitor, world, method, where, body)
  await visitor.context.close()
  return answer
}

export const chapters = {
  async frame(world, state) {
    await everyPage(world, state)
    await palette(world, state)
    await invitation(world, state)
    await token(world, state)
  },

  async alliance(world, state) {
    await inEveryWay(world, state, newcomer)
    await inEveryWay(world, state, opened)
    await inEveryWay(world, state, changeOver, COMPANY)
    const { state: theirs, set, title, records, delivery } = await atCompany(world)
    await asCompany(world, 'PATCH', `/api/datasets/${set}`, { visibility: 'private' }, theirs)
    try {
      const kept = { dataset: `/datasets/${set}`, records: `/datasets/${set}?tab=records`, quality: `/datasets/${set}/quality`, record: `/records/${records.picture}`, release: `/releases/${RELEASE}`, ...(delivery && { delivery: `/deliveries/${delivery}` }) }
      await inEveryWay(world, state, stranger, kept, [...title.split(' · '), '냉장고'])
    } finally {
      await asCompany(world, 'PATCH', `/api/datasets/${set}`, { visibility: 'alliance' }, theirs)
    }
  },

  async curator(world) {
    const { state, set, records, theirs, first, interior } = await atCompany(world)
    await inEveryWay(world, state, mendLabel, set)
    await curate(world, state, set)
    await stroke(world, state, set)
    await findAlike(world, state, set)
    await selectOnMap(world, state, set)
    await recordEverywhere(world, state, records)
    if (interior) await pictureByHand(world, state, interior)
    await relabel(world, state, records.picture, { typed: 'cucumber', becomes: '오이' })
    await conflict(world, state, records.picture, { typed: 'cucumber', becomes: '오이', theirs })
    await playAll(world, state, records.voice)
    await walkList(world, state, first, `dataset=${set}&sort=path&order=asc&at=0`)
    await noRecord(world, state)
    await report(world, state, set)
    await verifyAgain(world, state, set)
  },

  async provider(world) {
    const { state, set } = await atCompany(world)
    await uploadAndMend(world, state, set)
    await goOnAfterReload(world, state, set)
  },

  async windows(world) {
    const { state, set, records } = await atCompany(world)
    await labelInTwo(world, state, set, records.picture, { typed: 'cucumber', becomes: '오이' })
    await deliverInTwo(world, state, set)
    await leaveInTwo(world)
  },

  async engineer(world, state) {
    await release(world, state, RELEASE)
    await snippetsRun(world, state, RELEASE)
    const theirs = await atCompany(world)
    await freeze(world, theirs.state, theirs.set)
  },
}
