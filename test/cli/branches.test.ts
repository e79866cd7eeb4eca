import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'
import { follow } from '../support/transcript.js'

/**
 * A shop with three branches, written with the commands that its team would use:
 *
 *     a1c3 customer ── b7e2 cart (shop) ── c3d9 coupon
 *               └───── d80b invoice (billing) ── e4c7 tax, needs shop
 *     f02c audit (audit), needs billing
 */
async function shop() {
  const folder = await tempFolder()
  await runCli('init', folder.path)
  await follow(
    folder.path,
    `
    $ mig revision -m "create customer" --rev-id a1c3d0d92b7e --sql-file
    created migrations/versions/a1c3d0d92b7e_create_customer.sql
    $ mig revision -m "create cart" --rev-id b7e24d10c9a5 --branch-label shop --sql-file
    created migrations/versions/b7e24d10c9a5_create_cart.sql
    $ mig revision -m "create invoice" --rev-id d80b6a3e7f19 --head a1c3 --branch-label billing --sql-file
    error: 'a1c3d0d92b7e' is no head: 'b7e24d10c9a5' is built on it [MIG_HEAD_REQUIRED]
    hint: Name a head (see mig heads), or add --splice to start a branch there.
    [2]
    $ mig revision -m "create invoice" --rev-id d80b6a3e7f19 --head a1c3 --splice --branch-label billing --sql-file
    created migrations/versions/d80b6a3e7f19_create_invoice.sql
    $ mig revision -m "add coupon" --rev-id c3d95e8f1a42 --sql-file
    error: 'head' means one head, and there are 2: b7e24d10c9a5, d80b6a3e7f19 [MIG_HEADS_SEVERAL]
    hint: Choose shop@head (b7e24d10c9a5), billing@head (d80b6a3e7f19), or heads for all of them; to join them: mig merge heads -m "merge"
    [2]
    $ mig revision -m "add coupon" --rev-id c3d95e8f1a42 --head shop@head --sql-file
    created migrations/versions/c3d95e8f1a42_add_coupon.sql
    $ mig revision -m "add tax" --rev-id e4c71f9a2d60 --head billing@head --depends-on shop --sql-file
    created migrations/versions/e4c71f9a2d60_add_tax.sql
    $ mig revision -m "create audit" --rev-id f02c3b1d9988 --head base --branch-label audit --depends-on billing --sql-file
    created migrations/versions/f02c3b1d9988_create_audit.sql
    `,
  )
  return { follow: (transcript: string) => follow(folder.path, transcript), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

describe('a repository with branches', () => {
  it('shows its heads, its branch points and its graph', async () => {
    await using folder = await shop()
    await folder.follow(`
      $ mig heads
      c3d95e8f1a42 (head) add coupon
      e4c71f9a2d60 (head) add tax
      f02c3b1d9988 (audit) (head) create audit
      $ mig branches
      a1c3d0d92b7e (branch point) create customer
          -> b7e24d10c9a5 (shop) create cart
          -> d80b6a3e7f19 (billing) create invoice
      $ mig history
      <base> (needs d80b6a3e7f19) -> f02c3b1d9988 (audit) (head), create audit
      d80b6a3e7f19 (needs b7e24d10c9a5) -> e4c71f9a2d60 (head), add tax
      a1c3d0d92b7e -> d80b6a3e7f19 (billing), create invoice
      b7e24d10c9a5 -> c3d95e8f1a42 (head), add coupon
      a1c3d0d92b7e -> b7e24d10c9a5 (shop), create cart
      <base> -> a1c3d0d92b7e (branch point), create customer
      $ mig history --graph
      ● f02c3b1d9988 (audit) (head) create audit
      ● e4c71f9a2d60 (head) add tax
      ● d80b6a3e7f19 (billing) create invoice
      │ ● c3d95e8f1a42 (head) add coupon
      │ ● b7e24d10c9a5 (shop) create cart
      ├─╯
      ● a1c3d0d92b7e (branch point) create customer
      $ mig history -r shop:shop@head
      b7e24d10c9a5 -> c3d95e8f1a42 (head), add coupon
      a1c3d0d92b7e -> b7e24d10c9a5 (shop), create cart
    `)
  })

  it('is upgraded a branch at a time, with what a branch depends on', async () => {
    await using folder = await shop()
    await folder.follow(`
      $ mig upgrade
      error: 'head' means one head, and there are 3: c3d95e8f1a42, e4c71f9a2d60, f02c3b1d9988 [MIG_HEADS_SEVERAL]
      hint: Choose shop@head (c3d95e8f1a42), billing@head (e4c71f9a2d60), audit@head (f02c3b1d9988), or heads for all of them; to join them: mig merge heads -m "merge"
      [2]
      $ mig upgrade shop@+2
      upgrade a1c3d0d92b7e create customer
      upgrade b7e24d10c9a5 create cart
      $ mig upgrade audit@head
      upgrade d80b6a3e7f19 create invoice
      upgrade f02c3b1d9988 create audit
      $ mig current
      b7e24d10c9a5 (shop)
      f02c3b1d9988 (audit) (head)
      $ mig upgrade e4c7
      upgrade e4c71f9a2d60 add tax
      $ mig upgrade heads
      upgrade c3d95e8f1a42 add coupon
      $ mig upgrade heads
      nothing to do: at c3d95e8f1a42, e4c71f9a2d60, f02c3b1d9988
      $ mig downgrade audit@base
      downgrade f02c3b1d9988 create audit
      $ mig downgrade shop
      downgrade c3d95e8f1a42 add coupon
      $ mig current
      e4c71f9a2d60 (head)
      $ mig downgrade base --plan
      downgrade e4c71f9a2d60 add tax  [atomic, 0 statements]
      downgrade d80b6a3e7f19 create invoice  [atomic, 0 statements]
      downgrade b7e24d10c9a5 create cart  [atomic, 0 statements]
      downgrade a1c3d0d92b7e create customer  [atomic, 0 statements]
      e4c71f9a2d60 -> base, 4 steps; nothing was run
    `)
  })

  it('asks which branch is meant where a step up or down could be several', async () => {
    await using folder = await shop()
    await folder.follow(`
      $ mig upgrade b7e2 --quiet
      $ mig upgrade d80b --quiet
      $ mig upgrade +1
      error: '+1' starts from one revision, and the database has 2: b7e24d10c9a5, d80b6a3e7f19 [MIG_HEADS_SEVERAL]
      hint: Choose shop@+1 or billing@+1
      [2]
      $ mig downgrade -1
      error: '-1' starts from one revision, and the database has 2: b7e24d10c9a5, d80b6a3e7f19 [MIG_HEADS_SEVERAL]
      hint: Choose shop@-1 or billing@-1
      [2]
      $ mig downgrade billing@-1
      downgrade d80b6a3e7f19 create invoice
      $ mig upgrade billing@+1
      upgrade d80b6a3e7f19 create invoice
      $ mig upgrade shop@+5
      error: 'shop@+5' walks past the head: there is 1 step above 'b7e24d10c9a5' [MIG_TARGET_RANGE]
      hint: Use shop@head.
      [2]
      $ mig downgrade shop@-5
      error: 'shop@-5' walks past the base: there are 2 steps below 'b7e24d10c9a5' [MIG_TARGET_RANGE]
      hint: Use base to undo everything.
      [2]
      $ mig upgrade a1c3+1
      error: 'a1c3+1' cannot be walked: 'a1c3d0d92b7e' leads up to b7e24d10c9a5 and d80b6a3e7f19 [MIG_TARGET_RANGE]
      hint: Name the revision, or a branch: LABEL@+N.
      [2]
    `)
  })

  it('says what is wrong with a target: unknown, ambiguous, no branch, not on the branch, the other way', async () => {
    await using folder = await shop()
    await folder.follow(`
      $ mig upgrade e4x7
      error: no revision or label 'e4x7' [MIG_TARGET_UNKNOWN]
      hint: Did you mean 'e4c71f9a2d60'?
      [2]
      $ mig upgrade b
      error: 'b' is the beginning of 2: b7e24d10c9a5, billing [MIG_TARGET_AMBIGUOUS]
      hint: Give more characters.
      [2]
      $ mig upgrade shopp@head
      error: no branch 'shopp' (in the target 'shopp@head') [MIG_BRANCH_UNKNOWN]
      hint: Did you mean 'shop'?
      [2]
      $ mig upgrade shop@e4c7
      error: 'e4c71f9a2d60' is not on the branch 'shop' [MIG_BRANCH_MISMATCH]
      hint: Leave 'shop@' out, or see mig show e4c71f9a2d60.
      [2]
      $ mig downgrade c3d9
      error: 'c3d95e8f1a42' is not applied: there is nothing to undo [MIG_TARGET_DIRECTION]
      hint: Use: mig upgrade c3d95e8f1a42
      [2]
      $ mig current
      nothing is applied
    `)
  })

  it('is joined by a merge, which is one head again', async () => {
    await using folder = await shop()
    await folder.follow(`
      $ mig merge shop -m "join"
      error: 'shop' means only 'b7e24d10c9a5': a merge needs two [MIG_MERGE_POINTLESS]
      hint: Name at least two heads; see mig heads.
      [2]
      $ mig merge shop c3d9 -m "join"
      error: 'b7e24d10c9a5' is already part of 'c3d95e8f1a42' [MIG_MERGE_POINTLESS]
      hint: Leave 'b7e24d10c9a5' out.
      [2]
      $ mig merge heads -m "join" --rev-id 0123456789ab
      created migrations/versions/0123456789ab_join.sql
      $ mig merge heads
      nothing to merge: '0123456789ab' is the only head
      $ mig history --graph
      ● 0123456789ab (head) (merge point) join
      ├─┬─╮
      │ │ ● f02c3b1d9988 (audit) create audit
      │ ● e4c71f9a2d60 add tax
      │ ● d80b6a3e7f19 (billing) create invoice
      ● │ c3d95e8f1a42 add coupon
      ● │ b7e24d10c9a5 (shop) create cart
      ├─╯
      ● a1c3d0d92b7e (branch point) create customer
      $ mig upgrade --quiet
      $ mig downgrade -1
      downgrade 0123456789ab join
      $ mig current
      c3d95e8f1a42
      e4c71f9a2d60
      f02c3b1d9988 (audit)
    `)
  })

  it('is stamped to what the database really has; rows that overlap become one', async () => {
    await using folder = await shop()
    await folder.follow(`
      $ mig stamp b7e2 c3d9 d80b
      'b7e24d10c9a5' is part of 'c3d95e8f1a42': only 'c3d95e8f1a42' is recorded
      record +c3d95e8f1a42 +d80b6a3e7f19
      recorded: c3d95e8f1a42, d80b6a3e7f19
      $ mig stamp shop@base
      record -c3d95e8f1a42
      recorded: d80b6a3e7f19
      $ mig stamp heads
      record +c3d95e8f1a42 +e4c71f9a2d60 +f02c3b1d9988 -d80b6a3e7f19
      recorded: c3d95e8f1a42, e4c71f9a2d60, f02c3b1d9988
    `)
  })
})

describe('a repository that is no graph', () => {
  async function broken(files: Readonly<Record<string, string>>) {
    const folder = await tempFolder()
    mkdirSync(join(folder.path, 'migrations/versions'), { recursive: true })
    writeFileSync(
      join(folder.path, 'mig.config.json'),
      JSON.stringify({ mode: 'dag', repository: './migrations', database: 'sqlite:./app.db' }),
    )
    for (const [name, header] of Object.entries(files)) writeFileSync(join(folder.path, 'migrations/versions', name), header)
    return { follow: (transcript: string) => follow(folder.path, transcript), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
  }
  const header = (id: string, down: string, depends = '') =>
    `-- ${id}\n-- revision: ${id}\n-- down revision: ${down}\n${depends && `-- depends on: ${depends}\n`}\n-- migrate:up\n`

  it('names the file and the id of a missing parent and of a missing dependency', async () => {
    await using parent = await broken({ 'a1.sql': header('a1', ''), 'b2.sql': header('b2', 'a0') })
    await parent.follow(`
      $ mig heads
      error: revision 'b2' has the down revision 'a0', which does not exist (migrations/versions/b2.sql) [MIG_PARENT_MISSING]
      hint: Did you mean 'a1'? Else restore the file of 'a0', or correct the header of migrations/versions/b2.sql.
      [2]
    `)
    await using dependency = await broken({ 'a1.sql': header('a1', ''), 'b2.sql': header('b2', 'a1', 'shop') })
    await dependency.follow(`
      $ mig upgrade heads
      error: revision 'b2' depends on 'shop', which does not exist (migrations/versions/b2.sql) [MIG_DEPENDENCY_MISSING]
      hint: Restore the file of 'shop', or correct the header of migrations/versions/b2.sql.
      [2]
    `)
  })

  it('names the members of a cycle in their order', async () => {
    await using folder = await broken({ 'a1.sql': header('a1', 'c3'), 'b2.sql': header('b2', 'a1'), 'c3.sql': header('c3', 'b2') })
    await folder.follow(`
      $ mig history
      error: 'a1' → 'c3' → 'b2' → 'a1' is a cycle of down revisions [MIG_CYCLE]
      hint: Correct the header of one of them: migrations/versions/a1.sql, migrations/versions/c3.sql, migrations/versions/b2.sql.
      [2]
    `)
  })

  it('names both files of an id that exists twice', async () => {
    await using folder = await broken({ 'a1.sql': header('a1', ''), 'a1_copy.sql': header('a1', '') })
    await folder.follow(`
      $ mig current
      error: revision 'a1' exists twice: migrations/versions/a1.sql and migrations/versions/a1_copy.sql [MIG_REVISION_DUPLICATE]
      hint: Give one of them another id, or delete the copy.
      [2]
    `)
  })
})
