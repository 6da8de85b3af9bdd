import { describe, expect, test } from "vitest";
import { Failure } from "../../harness/errors.ts";
import { type PlanChoice, planRun } from "../../harness/matrix/plan.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { build, catalogue, scenario } from "./samples.ts";

const asWritten: PlanChoice = { images: null, go: null };
const place = { file: "story.yaml", line: 1, column: 1 };

function plannedCells(changes: Partial<Scenario>, choice = asWritten): readonly string[] {
  return planRun([scenario(changes)], catalogue, choice).cells.map(
    ({ lookup, image, host, resolverId }) => `${lookup.name} ${image} ${host.id} ${resolverId}`,
  );
}

describe("planRun", () => {
  test("takes the default images and Go builds: in each image the libc and then Go", () => {
    expect(plannedCells({})).toEqual([
      "db.example alpine-3.8 default musl@1.1.19",
      "db.example alpine-3.8 default go@1.11",
      "db.example alpine-3.8 default go@1.24",
      "db.example debian-12-glibc default glibc@2.36",
      "db.example debian-12-glibc default go@1.11",
      "db.example debian-12-glibc default go@1.24",
    ]);
  });

  test("multiplies lookups, images and hosts of the scenario, in its order", () => {
    const cells = plannedCells({
      images: ["centos-7.4"],
      go: [build("1.19")],
      hosts: ["default", "centos-7.6"],
      lookups: [
        { name: "a.example", family: "ip", place },
        { name: "b.example", family: "ip4", place },
      ],
    });
    expect(cells).toEqual([
      "a.example centos-7.4 default glibc@2.17-196.el7",
      "a.example centos-7.4 default go@1.19",
      "a.example centos-7.4 centos-7.6 glibc@2.17-196.el7",
      "a.example centos-7.4 centos-7.6 go@1.19",
      "b.example centos-7.4 default glibc@2.17-196.el7",
      "b.example centos-7.4 default go@1.19",
      "b.example centos-7.4 centos-7.6 glibc@2.17-196.el7",
      "b.example centos-7.4 centos-7.6 go@1.19",
    ]);
  });

  test("lets the command line choose images and Go, and then does not call itself whole", () => {
    const choice = { images: ["nginx:alpine"], go: [build("1.20")] };
    expect(plannedCells({ images: ["centos-7.4"] }, choice)).toEqual([
      "db.example nginx:alpine default libc",
      "db.example nginx:alpine default go@1.20",
    ]);
    expect(planRun([scenario()], catalogue, choice).whole).toBe(false);
    expect(planRun([scenario()], catalogue, asWritten).whole).toBe(true);
  });

  test("refuses more cells than a run may have, before it makes any of them", () => {
    const many = scenario({
      images: Array.from({ length: 64 }, (_, number) => `image${number}:1`),
      hosts: Array.from({ length: 26 }, (_, number) => `host-${number}`),
      lookups: Array.from({ length: 200 }, (_, number) => ({
        name: `n${number}`,
        family: "ip" as const,
        place,
      })),
      go: Array.from({ length: 7 }, (_, number) => build(`1.${11 + number}`)),
    });
    const refused = () => planRun([scenario(), many], catalogue, asWritten);
    expect(refused).toThrow(Failure);
    expect(refused).toThrow("the run would have 2662406 cells, 2662400 of them in scenario");
    expect(() => planRun([scenario()], catalogue, { ...asWritten, maxCells: 5 })).toThrow("5 are allowed");
    expect(planRun([scenario()], catalogue, { ...asWritten, maxCells: 6 }).cells).toHaveLength(6);
  });

  test("names Go builds of one version apart", () => {
    const go = [
      build("1.24"),
      build("1.24", { cgo: false }),
      build("1.24", { tags: ["netgo"], godebug: "netdns=go+1" }),
      build("1.24", { goLine: "1.18" }),
      build("1.24", { goLine: null }),
    ];
    const resolvers = planRun([scenario({ images: ["alpine-3.8"], go })], catalogue, asWritten).cells.map(
      ({ resolverId }) => resolverId,
    );
    expect(resolvers).toEqual([
      "musl@1.1.19",
      "go@1.24",
      "go@1.24-CGO_ENABLED=0",
      "go@1.24-netgo-netdns=go+1",
      "go@1.24-go.mod=1.18",
      "go@1.24-go.mod=none",
    ]);
  });

  test("lists every image once", () => {
    const two = [scenario({ id: "a" }), scenario({ id: "b", images: ["debian-12-glibc", "centos-7.4"] })];
    expect(planRun(two, catalogue, asWritten).images).toEqual([
      "alpine-3.8",
      "debian-12-glibc",
      "centos-7.4",
    ]);
  });

  test("refuses a host profile that does not exist, and says which there are", () => {
    const plan = () => plannedCells({ hosts: ["vax"] });
    expect(plan).toThrow(Failure);
    expect(plan).toThrow('scenario topic/story runs on host profile "vax", which does not exist');
  });
});
