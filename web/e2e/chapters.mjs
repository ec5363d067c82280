/** Which stories are told of a demonstration, by whom, in which order; each leaves what it found as it was. */
import assert from 'node:assert/strict'
import { changeOver, inEveryWay, mendLabel, newcomer, opened, stranger } from './alliance.mjs'
import { goOnAfterReload, uploadAndMend } from './ingest.mjs'
import { ask, inside } from './inside.mjs'
import { report, verifyAgain } from './quality.mjs'
import { noRecord, pictureByHand, playAll, recordEverywhere, relabel, walkList } from './record.mjs'
import { curate, findAlike } from './records.mjs'
import { freeze, release, snippetsRun } from './release.mjs'
import { everyPage, invitation, palette, token } from './shell.mjs'
import { logIn } from './stories.mjs'

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
  const visitor = await inside(world, state, '/')
  const { memberships } = await ask(visitor, world, 'GET', '/api/me')
  const there = memberships.find(({ organization }) => organization.name.includes(COMPANY))
  assert.ok(there, `the operator's owner does not belong to ${COMPANY}`)
  await ask(visitor, world, 'POST', '/api/session/organization', { organization: there.organization.id })
  const { items } = await ask(visitor, world, 'GET', '/api/datasets')
  const { id } = items.find(({ name }) => name === SET)
  const grid = async (set, words) => (await ask(visitor, world, 'GET', `/api/datasets/${set}/grid?limit=500${words}`)).items
  const voice = items.find(({ name }) => name === 'kitchen-voice').id
  const pictures = await grid(id, '&where=modality:image')
  const records = {
    picture: pictures.find(({ label, stream_roles: roles }) => label && !label.endsWith('cucumber') && roles.length === 1).id,
    voice: (await grid(voice, ''))[0].id,
    linked: pictures.find(({ stream_roles: roles }) => roles.length > 1).id,
  }
  const byPath = await grid(id, '&sort=path&order=asc')
  const [delivery] = await ask(visitor, world, 'GET', `/api/datasets/${id}/deliveries`)
  await visitor.context.close()
  return { state, set: id, records, first: byPath[0].id, delivery: delivery?.id, interior: pictures.find(({ path }) => path.startsWith('interior/'))?.id }
}

async function asCompany(world, method, where, body, state) {
  const visitor = await inside(world, state, '/')
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
    const { state: theirs, set, records, delivery } = await atCompany(world)
    await asCompany(world, 'PATCH', `/api/datasets/${set}`, { visibility: 'private' }, theirs)
    try {
      const kept = { dataset: `/datasets/${set}`, records: `/datasets/${set}?tab=records`, quality: `/datasets/${set}/quality`, record: `/records/${records.picture}`, release: `/releases/${RELEASE}`, ...(delivery && { delivery: `/deliveries/${delivery}` }) }
      await inEveryWay(world, state, stranger, kept, '냉장고')
    } finally {
      await asCompany(world, 'PATCH', `/api/datasets/${set}`, { visibility: 'alliance' }, theirs)
    }
  },

  async curator(world) {
    const { state, set, records, first, interior } = await atCompany(world)
    await inEveryWay(world, state, mendLabel, set)
    await curate(world, state)
    await findAlike(world, state)
    await recordEverywhere(world, state, records)
    if (interior) await pictureByHand(world, state, interior)
    await relabel(world, state, records.picture, { typed: 'cucumber', becomes: '오이' })
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

  async engineer(world, state) {
    await release(world, state, RELEASE)
    await snippetsRun(world, state, RELEASE)
    const theirs = await atCompany(world)
    await freeze(world, theirs.state, theirs.set)
  },
}
