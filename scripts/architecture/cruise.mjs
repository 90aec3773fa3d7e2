import { cruise } from 'dependency-cruiser'
import configuration from '../../.dependency-cruiser.mjs'

/**
 * The modules under some folders of `baseDir`, and where they break the rules.
 *
 * @param {string} baseDir an absolute path
 * @param {readonly string[]} folders relative to it
 */
export async function cruiseTree(baseDir, folders) {
  const { forbidden, options } = configuration
  const { enhancedResolveOptions, ...cruiseOptions } = options
  const { output } = await cruise(
    [...folders],
    { ...cruiseOptions, baseDir, validate: true, ruleSet: { forbidden } },
    enhancedResolveOptions,
  )
  if (typeof output === 'string') throw new TypeError('dependency-cruiser gave a text instead of a result')
  const modules = output.modules.map(({ source }) => source).filter((source) => !source.includes('node_modules/'))
  return { modules, violations: output.summary.violations }
}
