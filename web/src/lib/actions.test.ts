import { afterEach, describe, expect, it, vi } from 'vitest'
import { actions, meant, offer, watchActions, type Action } from './actions'

const action = (id: string, keys: string[] = [], perform = (): void => undefined): Action => ({ id, name: id, section: 'go', keys, perform })

let withdraw: (() => void)[] = []
afterEach(() => {
  withdraw.forEach((one) => { one() })
  withdraw = []
})

describe('actions', () => {
  it('are offered while their page is there, the newest first', () => {
    const tell = vi.fn()
    withdraw.push(watchActions(tell), offer([action('home')]))
    const leave = offer([action('label')])

    expect(actions().map(({ id }) => id)).toEqual(['label', 'home'])
    leave()
    expect(actions().map(({ id }) => id)).toEqual(['home'])
    expect(tell).toHaveBeenCalledTimes(3)
  })

  it('stand once, as the newest offer says', () => {
    const [first, second] = [action('next', ['j']), action('next', ['j'])]
    withdraw.push(offer([first]), offer([second]))

    expect(actions()).toEqual([second])
    expect(actions()[0]).toBe(second)
  })

  it('are meant by their keys, and a first key of two waits', () => {
    const among = [action('datasets', ['g d']), action('help', ['?', 'shift+/'])]

    expect(meant('g', among)).toEqual({ action: undefined, more: true })
    expect(meant('g d', among)).toEqual({ action: among[0], more: false })
    expect(meant('shift+/', among).action).toBe(among[1])
    expect(meant('x', among)).toEqual({ action: undefined, more: false })
  })
})
