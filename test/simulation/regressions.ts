import { programOf } from "./script.ts";
import type { Program } from "./step.ts";

/** A program that the simulation found, shrank, and that broke the promise once. */
export interface Regression {
  readonly title: string;
  readonly program: Program;
  /** The deviations that the promise allows; default none. */
  readonly admits?: ReadonlyArray<string>;
  /** The same on S3, whose stores make more calls, so that the program plays another schedule. Default: as `admits`. */
  readonly admitsOnS3?: ReadonlyArray<string>;
}

/** What the simulation found. Paste a new program as it was printed and say what it is about. */
export const regressions: ReadonlyArray<Regression> = [
  {
    title: "an event of an incarnation that was over, handled while the next one exists, is answered as gone",
    program: programOf(`
      put /app/db; delete /app/db; wait 2000; put /app/db; finish 1
    `),
  },
  {
    title: "a second re-creation in the second of a deletion that was handled in that second",
    program: programOf(`
      put-expiring /app/db 1; wait 1; expire; receive 0 1; run 0 20; put /app/db; receive 0 0; run 0 20
      delete /app/db; put /app/db; finish 1
    `),
  },
  {
    title: "a re-creation in the second of a deletion whose first version was dropped",
    program: programOf(`
      put /app/db; delete /app/db; receive 0 0,0; run 0 20; burst /app/db 101 1; finish 1
    `),
  },
  {
    title: "a re-created parameter whose first version was dropped between two readings",
    program: programOf(`
      put /app/db; receive 0 0; delete /app/db; burst /app/db 102 400; run 0 2; put /app/db; finish 1
    `),
  },
  {
    title:
      "versions that an attempt saw, of an incarnation that went on beyond the second of a deletion stored meanwhile",
    program: programOf(`
      put /app/db value=a; delete /app/db; wait 1; put /app/db; receive 0 0 again=4; delete /app/db; wait 174
      put /app/db; receive 1 0; delete /app/db; wait 210; put /app/db; wait 615; put /app/db; run 1 2
      delete /app/db; wait 1000; put /app/db; finish 1
    `),
  },
  {
    title:
      "versions that were dropped from the beginning of an incarnation, before its deletion tells that it is another one",
    admits: ["a gap behind a deletion"],
    admitsOnS3: [],
    program: programOf(`
      put /app/db; receive 1 0; run 1 2; put-expiring /app/db 1; wait 1; expire; burst /app/db 101 1; finish 1
    `),
  },
  {
    title: "versions that were lost, when the answer of the append was lost too",
    program: programOf(`
      burst /app/db 102 400; receive 0 0; run 0 2; fail 0 timeout-after; finish 1
    `),
  },
  {
    title: "a deletion in whose second an incarnation began and lost versions, and lived on to its own deletion",
    admitsOnS3: ["something unseen in a second with a deletion"],
    program: programOf(`
      wait 1296; put /app/db; wait 1565; receive 0 0; run 0 2; fail 0 dies-after; delete /app/db
      burst /app/db 137 1; receive 0 0; run 0 20; put /app/db; delete /app/db; finish 1 order=1,0
    `),
  },
  {
    title: "a deletion in a second through which the numbers of two incarnations go on as if they were one",
    program: programOf(`
      wait 111; put /app/db; receive 1 0; run 1 20; wait 889; delete /app/db; burst /app/db 100 1; wait 901
      put /app/db; receive 0 1; run 0 20; delete /app/db; wait 1; put /app/db; finish 1
    `),
  },
  {
    title: "a gap before an append that another handler interrupts half way",
    program: programOf(`
      put /app/db; receive 1 0; burst /app/db 100 1; receive 0 0; run 0 20; finish 1
    `),
  },
  {
    title:
      "a deletion that is stored at the same moment as the re-creation of its second, where nothing was stored before",
    program: programOf(`
      put-expiring /app/db 1; expire; delete /app/db; receive 0 0,0; run 0 2; delete /app/db; receive 0 0; run 0 1
      wait 1; put /app/db; receive 1 0; run 1 20; run 0 20; finish 1
    `),
  },
  {
    title: "a deletion that is handled again when more is known of its second stores its place",
    program: programOf(`
      put /app/db value=a; delete /app/db; put /app/db; wait 702; receive 0 0,0; wait 298; put /app/db; receive 1 0
      run 1 4; delete /app/db; wait 1; put /app/db; finish 1
    `),
  },
  {
    title: "a version that only the first of two readings of one handling found",
    program: programOf(`
      put /app/db; receive 0 0; run 0 20; receive 2 0 again=0; delete /app/db; wait 1000; put /app/db; run 2 2
      delete /app/db; finish 1
    `),
  },
  {
    title:
      "a version that was read before its deletion and is appended after it, on S3 where the marker can't refuse it",
    admits: ["something unseen in a second with a deletion"],
    admitsOnS3: [],
    program: programOf(`
      put-expiring /app/db 1; wait 1; expire; receive 1 0; put /app/db; wait 998; receive 0 0 again=10; run 1 3
      put /app/db type=String; delete /app/db; receive 0 0; run 0 20; finish 1
    `),
  },
  {
    title: "the end of an append that a death interrupts and a deletion overtakes, behind the deletion of its second",
    program: programOf(`
      put-expiring /app/db 1; wait 1; expire; receive 0 0,0; run 0 20; burst /app/db 12 1; receive 1 0; run 1 20
      receive 0 0; run 0 3; fail 0 dies-after; delete /app/db; finish 1
    `),
  },
  {
    title: "a gap that a process logged which died right after its append",
    program: programOf(`
      burst /app/db 103 1; receive 0 102; run 0 2; fail 0 dies-after; finish 1
    `),
  },
  {
    title: "a gap that is not told again with the next old event",
    program: programOf(`
      burst /app/db 103 400; finish 1
    `),
  },
  {
    title: "a delete marker that is written more than an hour after its tombstone",
    program: programOf(`
      delete /app/db; wait 1000; put /app/db; delete /app/db; receive 1 0 again=3; run 1 5; wait 3601000; finish 1
    `),
  },
  {
    title: "three deletions of one second, of which the first is stored in front of the re-creation",
    admits: ["a gap behind a deletion"],
    program: programOf(`
      put /app/db; put /app/db; receive 0 0; run 0 20; delete /app/db; put-expiring /app/db 1; expire
      burst /app/db 101 7; receive 0 1; run 0 20; delete /app/db; receive 0 0; run 0 1; wait 1; put /app/db
      receive 1 0; run 1 20; run 0 20; delete /app/db; wait 299; put /app/db; finish 1
    `),
  },
  {
    title: "a deletion after a re-creation that stands behind the deletion of its second",
    program: programOf(`
      delete /app/db; wait 1; put /app/db; delete /app/db; delete /top; receive 0 0; run 0 1; wait 1; put /top
      receive 1 4; run 1 20; run 0 20; delete /app/db; receive 0 0; run 0 1; wait 109; put /app/db; receive 1 3
      run 1 20; run 0 20; delete /app/db; wait 889; put /app/db; finish 1
    `),
  },
  {
    title: "a third incarnation in the second of a deletion that was filed before the second one",
    program: programOf(`
      delete /app/db; wait 1; put /app/db; delete /app/db; delete /app/db/password; receive 0 0; run 0 1; wait 1
      put /app/db/password; receive 1 0,0; run 1 20; run 0 20; put /app/db; receive 0 1; run 0 20; delete /app/db
      receive 0 0; run 0 1; wait 1; put /app/db; receive 1 0,0; run 1 20; run 0 20; delete /app/db; finish 1
    `),
  },
  {
    title: "a deletion that a handler could place, and whose append failed",
    program: programOf(`
      delete /app/db; receive 0 0; run 0 1; wait 1; put /app/db; receive 1 0; run 1 20; run 0 20; put /app/db
      delete /app/db; wait 1000; put /app/db; receive 0 4; run 0 3; fail 0 throttled; delete /app/db; receive 0 0
      run 0 1; wait 1; put /app/db; receive 1 3; run 1 20; run 0 20; finish 1
    `),
  },
  {
    title: "an incarnation whose first versions are lost, and whose numbers go on from the incarnation before",
    admits: ["something unseen in a second with a deletion"],
    program: programOf(`
      put /app/db; put /app/db; receive 0 0,0; run 0 20; delete /app/db; wait 999; put /app/db; delete /app/db
      put-expiring /app/db 1; expire; burst /app/db 101 1; receive 0 1,1; run 0 20; put /app/db; finish 1
    `),
  },
  {
    title: "deletions of one second, the first of which is handled while the last incarnation exists",
    program: programOf(`
      delete /app/db; receive 0 0; run 0 1; wait 1; put /app/db; receive 1 0; run 1 20; run 0 20
      put /app/db type=String; delete /app/db; receive 0 0; run 0 2; wait 1; put /app/db; receive 1 1; run 1 20
      run 0 20; delete /app/db; receive 0 0; run 0 1; wait 1; put /app/db; receive 1 1; run 1 20; run 0 20
      delete /app/db; wait 1000; put /app/db; finish 1
    `),
  },
  {
    title: "deletions between incarnations that stand behind the first deletion of their second",
    program: programOf(`
      delete /app/db; wait 1000; put /app/db; delete /app/db; receive 0 1; run 0 20; delete /app/db; receive 0 0
      run 0 1; wait 1; put /app/db; receive 1 0; run 1 20; run 0 20; delete /app/db; receive 0 0; run 0 1; wait 1
      put /app/db; receive 1 0,0; run 1 20; run 0 20; delete /app/db; finish 1
    `),
  },
  {
    title: "a version that only a refused attempt had read, of an incarnation that the deletion of its second ended",
    program: programOf(`
      put /app/db; wait 1000; sweep 0; run 0 5; delete /app/db; wait 1000; receive 0 1; put /app/db; run 0 2
      delete /app/db; receive 1 0,1,1; run 1 3; finish 1
    `),
  },
  {
    title: "a version that only a refused attempt had read, made in the very second of a found deletion",
    program: programOf(`
      put /app/db; receive 2 0; run 2 3; receive 1 0 again=20; wait 1695; delete /app/db; wait 61000; sweep 0
      run 0 5; put /app/db; wait 396; run 1 2; delete /app/db; finish 1
    `),
  },
  {
    title: "a version of an incarnation that lost its first ones, read before a found deletion of its second",
    program: programOf(`
      burst /app/db 3 400; receive 2 0; run 2 3; delete /app/db; wait 61000; sweep 2; run 2 5; receive 2 0
      burst /app/db 2 400; run 2 2; delete /app/db; finish 1
    `),
  },
  {
    title: "an incarnation that a deletion of the next second ended, where the first versions of that one are lost",
    program: programOf(`
      burst /app/db 5 400; burst /app/db 100 1; receive 1 0,0,0; run 1 2; delete /app/db; wait 500; put /app/db
      burst /app/db 3 400; delete /app/db; finish 1 order=1,0
    `),
  },
  {
    title: "a gap that another handler fills afterwards, since it had read the versions",
    admits: ["a gap that another handler filled"],
    admitsOnS3: [],
    program: programOf(`
      put /app/db; receive 1 0; receive 2 0; run 2 2; burst /app/db 100 1; finish 1
    `),
  },
  {
    title: "a third incarnation behind two deletions of its second",
    program: programOf(`
      put /app/db; wait 900; delete /app/db; receive 0 0; receive 2 0,0; run 2 3; put /app/db; run 0 1; receive 2 0
      run 2 20; delete /app/db; put /app/db; put /app/db; wait 100; run 0 1; delete /app/db; finish 1
    `),
  },
  {
    title: "a deletion of a second before which a hole in the numbers may hide the end of an incarnation",
    program: programOf(`
      put /app/db; put /app/db; delete /app/db; put /app/db; put /app/db; wait 1000; put /app/db; delete /app/db
      receive 0 1; put /app/db; receive 1 0,1; run 0 2; burst /app/db 103 1; wait 1000; run 1 2; delete /app/db
      put /app/db; delete /app/db; finish 10 order=6,3,1,3,8,0,3,4,6
    `),
  },
  {
    title: "a re-creation in the second of a deletion that two handlers store, and one of them read it alive",
    program: programOf(`
      put /app/db; delete /app/db; receive 0 0,0; run 0 1; receive 2 1; run 2 3; put /app/db; finish 1
    `),
  },
  {
    title: "a version that landed between an incarnation and the deletion in front of its re-creation",
    program: programOf(`
      put /app/db; receive 1 0; run 1 3; receive 1 0 again=14; delete /app/db; wait 1000; put /app/db; run 1 2
      delete /app/db; put /app/db; receive 2 2; run 2 3; finish 1
    `),
  },
  {
    title: "two deletions of one second in one batch, of which one is stored meanwhile",
    program: programOf(`
      put /app/db; receive 2 0; receive 1 0; run 1 3; delete /app/db; put /app/db; put /app/db; run 2 2
      delete /app/db; receive 0 0,2; run 0 2; receive 1 3; run 1 4; finish 1
    `),
  },
  {
    title: "versions that only a refused attempt had read, behind as many deletions as incarnations were ended",
    program: programOf(`
      put /app/db; receive 2 0; delete /app/db; put /app/db; run 2 2; delete /app/db; receive 0 0,0,1; run 0 3
      finish 1
    `),
  },
  {
    title: "a deletion of the second of a found deletion, handled when the re-creation of that second exists",
    program: programOf(`
      put /app/db; wait 61000; sweep 0; run 0 5; delete /app/db; wait 1; sweep 1; run 1 4; put /app/db; finish 1
    `),
  },
  {
    title: "a deletion told after that of the next second, on S3 where another handler stored it",
    program: programOf(`
      put /app/db; sweep 2; run 2 20; delete /app/db; wait 1000; put /app/db; receive 1 1; delete /app/db
      receive 2 0,0,0,0; run 2 5; finish 1
    `),
  },
  {
    title: "two deletions of one second that two handlers store in one batch each, on S3",
    program: programOf(`
      put /app/db; receive 0 0; run 0 4; delete /app/db; put /app/db; receive 1 0; run 1 5; run 0 1; delete /app/db
      receive 0 0; receive 1 2; run 1 4; finish 1
    `),
  },
  {
    title: "a version that was made in the millisecond of a found deletion, and before it",
    program: programOf(`
      put /app/db; wait 60000; put /app/db type=String; receive 1 0; run 1 4; delete /app/db; sweep 0; run 0 60
      finish 1
    `),
  },
  {
    title: "a version that stands behind the deletion of its second, stored late on S3",
    program: programOf(`
      wait 100; wait 1704; put /app/db; delete /app/db; receive 2 0; receive 0 0,0; run 0 20; put /app/db; run 2 4
      delete /app/db; wait 248; put /app/db; delete /app/db; receive 0 3; run 0 20; finish 1
    `),
  },
  {
    title: "an incarnation in the second of a deletion, after one that a label event shows alive",
    admits: ["something unseen in a second with a deletion"],
    program: programOf(`
      put /app/db; put /app/db; delete /app/db; put /app/db; wait 1070; label /app/db stable; receive 0 0,3
      run 0 20; put-expiring /app/db 1; wait 1; expire; delete /app/db; receive 0 0; run 0 1; wait 29; put /app/db
      receive 1 0; run 1 20; run 0 20; put-expiring /app/db 900; wait 900; expire; finish 1
    `),
  },
  {
    title: "a deletion in a second with lost versions, found before its event came",
    admits: ["something unseen in a second with a deletion"],
    admitsOnS3: [],
    program: programOf(`
      put /app/db; receive 1 0; run 1 20; burst /app/db 101 1; sweep 0; run 0 60; delete /app/db; wait 60001
      sweep 0; run 0 60; finish 1
    `),
  },
  {
    title: "a version that seems younger than the found deletion of its end",
    program: programOf(`
      put /app/db value=a; wait 61000; sweep 0; run 0 0; put /app/db value=a; receive 2 0; put /app/db value=a
      run 2 4; delete /app/db; finish 1
    `),
  },
  {
    title: "deletions that a handler places before what it had seen alive, and one more of their second",
    program: programOf(`
      put /app/db; receive 0 0; run 0 20; wait 6227013; delete /app/db; put-expiring /app/db 1; wait 1; expire
      wait 175; receive 1 0,0,0 again=0; put /app/db type=String; wait 245; receive 0 0,0,1; run 1 2; delete /app/db
      wait 565; put /app/db; delete /app/db; finish 1 order=1,0,0
    `),
  },
  {
    title: "a row of seconds with deletions, told one incarnation further along",
    admits: ["something unseen in a second with a deletion", "something unseen along a row of deletions"],
    program: programOf(`
      put-expiring /app/db 86400000; wait 86400000; expire; put /app/db; wait 61000; sweep 0; run 0 60
      delete /app/db; wait 1; put /app/db; wait 61000; sweep 0; run 0 60; delete /app/db; wait 1; put /app/db
      finish 1
    `),
  },
  {
    title: "two bare delete markers of one second",
    admits: ["a bare marker hides what exists"],
    program: programOf(`
      delete /app/db; receive 0 0; run 0 1; wait 1; put /app/db; receive 1 0; run 1 20; run 0 20; mark /app/db
      mark /app/db; finish 1
    `),
  },
];
