import type { SourceVersion } from './number-line.js'

/** Where a version has files for some databases of the source and not for others, it does nothing on those. */
export function fillHoles(versions: readonly SourceVersion[]): readonly SourceVersion[] {
  const sectionsOf = ({ strands }: SourceVersion) => strands.flatMap(({ body }) => (body.kind === 'sql' ? body.sections : []))
  const seen = new Set(versions.flatMap(sectionsOf).flatMap(({ dialect }) => (dialect === undefined ? [] : [dialect])))
  if (seen.size < 2) return versions
  return versions.map((version) => {
    const sections = sectionsOf(version)
    const ups = sections.filter(({ direction }) => direction === 'upgrade')
    const holes = [...seen].filter((dialect) => ups.length > 0 && !ups.some((up) => up.dialect === undefined || up.dialect === dialect))
    if (holes.length === 0) return version
    const hasDown = sections.some(({ direction }) => direction === 'downgrade')
    const [strand] = version.strands
    const empty = holes.flatMap((dialect) =>
      (hasDown ? (['upgrade', 'downgrade'] as const) : (['upgrade'] as const)).map((direction) => ({
        direction,
        dialect,
        text: '',
        transaction: true,
        file: strand!.files[0]!.name,
        line: 1,
      })),
    )
    return { ...version, holes, strands: [{ ...strand!, body: { kind: 'sql', sections: [...sections, ...empty] } }] }
  })
}
