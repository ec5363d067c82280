/** One field from which one reaches every page, data set, domain, job and action. */
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, Icon, Kbd } from '@/ui'
import classes from './Palette.module.css'
import { useChoices, type Choice } from './useChoices'

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const choices = useChoices(query)
  const here = Math.min(at, choices.length - 1)
  const choose = (choice: Choice | undefined): void => {
    if (choice === undefined) return
    onClose()
    choice.perform()
  }
  const move = (to: number): void => {
    setAt(to)
    list.current?.querySelectorAll('[role=option]')[to]?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return // the last syllable is not typed yet
    if (event.key === 'ArrowDown') move(choices.length > 0 ? (here + 1) % choices.length : 0)
    else if (event.key === 'ArrowUp') move(choices.length > 0 ? (here + choices.length - 1) % choices.length : 0)
    else if (event.key === 'Enter') choose(choices[here])
    else return
    event.preventDefault()
  }
  return (
    <Dialog label={t('shell.palette.title')} side="top" onClose={onClose}>
      <div className={classes.field}>
        <Icon name="search" size={18} />
        <input
          type="text" role="combobox" autoFocus aria-expanded="true" aria-controls={id} aria-autocomplete="list" autoComplete="off" spellCheck={false}
          aria-activedescendant={here >= 0 ? `${id}-${here}` : undefined}
          aria-label={t('shell.palette.field')} placeholder={t('shell.palette.field')}
          className={classes.input} value={query} onKeyDown={onKeyDown}
          onChange={(event) => { setQuery(event.currentTarget.value); setAt(0) }}
        />
      </div>
      <ul ref={list} id={id} role="listbox" aria-label={t('shell.palette.title')} className={classes.list}>
        {choices.map((choice, index) => (
          <li key={choice.id} id={`${id}-${index}`} role="option" aria-selected={index === here} className={classes.choice} onClick={() => { choose(choice) }} onMouseMove={() => { setAt(index) }}>
            <Icon name={choice.icon} size={16} />
            <span className={classes.name}>{choice.name}</span>
            {choice.about && <span className={classes.about}>{choice.about}</span>}
            {choice.keys && <Kbd keys={choice.keys} />}
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className={classes.none} role="status">{t('shell.palette.none', { query })}</p>}
    </Dialog>
  )
}
