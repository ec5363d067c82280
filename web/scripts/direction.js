/** ESLint rule: imports point down `app > features > api | ui > lib`, and a feature is entered by its index, or later by one of its pages. */
import path from 'node:path'

const LEVEL = { app: 3, features: 2, api: 1, ui: 1, lib: 0 }

/** Where an absolute or imported path stands: its layer, its feature, and what is named inside it. */
function place(relative) {
  const [layer, ...rest] = relative.split('/')
  const feature = layer === 'features' ? rest[0] : undefined
  const inside = feature === undefined ? '' : rest.slice(1).join('/')
  return { layer, feature, inside }
}

function target(source, file, root) {
  if (source.startsWith('@/')) return source.slice(2)
  if (!source.startsWith('.')) return undefined
  return path.relative(root, path.resolve(path.dirname(file), source)).replaceAll('\\', '/')
}

/** What `import()` may fetch of a feature besides its index, so that the index stays light. */
const PAGE = /^[A-Z]\w*(Page|Tab)$/

/** The sentence that says what is wrong with importing `source` from `file`, or undefined; `late` is `import()`. */
export function complaint(source, file, root, late = false) {
  const to = target(source, file, root)
  if (to === undefined) return undefined
  const from = place(path.relative(root, file).replaceAll('\\', '/'))
  const at = place(to)
  if (!(at.layer in LEVEL)) return `“${source}” lies outside app, features, api, ui and lib.`
  if (at.layer === from.layer && at.feature === from.feature) {
    return source.startsWith('@/') ? `Inside ${from.layer}, import “${source}” by a relative path.` : undefined
  }
  if (source.startsWith('.')) return `Import “${source}” of another folder as “@/${to}”.`
  if (at.layer !== from.layer && LEVEL[at.layer] >= LEVEL[from.layer]) {
    return `${from.layer} may not import ${at.layer}: imports point down app > features > api | ui > lib.`
  }
  if (late && PAGE.test(at.inside)) return undefined
  return at.inside ? `Enter the feature by its front door: “@/features/${at.feature}”.` : undefined
}

export const direction = {
  meta: { type: 'problem', schema: [], messages: { wrong: '{{sentence}}' } },
  create(context) {
    const root = path.join(context.cwd, 'src')
    if (path.relative(root, context.filename).startsWith('..')) return {}
    const check = (node) => {
      const source = node.source?.value
      if (typeof source !== 'string') return
      const sentence = complaint(source, context.filename, root, node.type === 'ImportExpression')
      if (sentence) context.report({ node, messageId: 'wrong', data: { sentence } })
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    }
  },
}
