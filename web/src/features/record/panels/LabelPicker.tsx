/** Choose a class of the domain, searched in Korean and in English. */
import { Combobox, useCombobox } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { labelWords, searchClasses, type ClassName } from '../classes'
import classes from './Panels.module.css'

/** More than a person would look through; typing narrows them down. */
const MOST = 80

interface Props {
  known: readonly ClassName[]
  current: string
  open: boolean
  onOpen: (open: boolean) => void
  onPick: (label: string) => void
  children: ReactNode
}

export function LabelPicker({ known, current, open, onOpen, onPick, children }: Props) {
  const { t, i18n } = useTranslation()
  const [typed, setTyped] = useState('')
  const box = useCombobox({ opened: open, onOpenedChange: onOpen, onDropdownClose: () => { setTyped('') } })
  const english = i18n.language === 'en'
  const found = searchClasses(known, typed)
  const chosen = labelWords(known, current, 'ko')
  const above = new Map(known.map(({ path, ko, en }) => [path.join('/'), english ? en : ko]))
  const parents = (path: readonly string[]): string => path.slice(0, -1).map((_, at) => above.get(path.slice(0, at + 1).join('/')) ?? '').join(' / ')
  const { selectFirstOption, focusSearchInput, resetSelectedOption } = box
  useEffect(() => {
    if (open) focusSearchInput()
  }, [open, focusSearchInput])
  useEffect(() => {
    if (typed === '') resetSelectedOption()
    else selectFirstOption()
  }, [typed, known, selectFirstOption, resetSelectedOption]) // the classes may come after the first letters
  return (
    <Combobox store={box} width={320} position="bottom-end" withinPortal={false} onOptionSubmit={(value) => { onPick(value) }}>
      <Combobox.Target withAriaAttributes={false}><div>{children}</div></Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={typed} onChange={(event) => { setTyped(event.currentTarget.value) }} placeholder={t('record.label.search')} aria-label={t('record.label.search')} />
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label={t('record.label.classes')}>
          {found.slice(0, MOST).map(({ path, ko, en }) => (
            <Combobox.Option key={path.join('/')} value={path.join('/')} active={labelWords(known, path.join('/'), 'ko') === chosen} className={classes.option ?? ''}>
              <span>{english ? en : ko}</span> <small>{english ? ko : en}</small>
              {path.length > 1 && <em>{parents(path)}</em>}
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>{t('record.label.unknown')}</Combobox.Empty>}
          {typed === '' && current !== '' && <Combobox.Option value="" className={classes.option ?? ''}>{t('record.label.clear')}</Combobox.Option>}
        </Combobox.Options>
        {found.length > MOST && <Combobox.Footer>{t('record.label.more')}</Combobox.Footer>}
      </Combobox.Dropdown>
    </Combobox>
  )
}
