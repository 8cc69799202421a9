// How many scenarios a second one core runs. The plain prepare mapping is the
// one that has a promise: 200,000.
#include "model/Scenario.h"

#include <benchmark/benchmark.h>

using namespace premap::model;

static Scenario plainMapping(Pipeline P) {
  Scenario S;
  S.Pipe = P;
  S.Files.push_back({"f", 1, 0x100000});
  S.Mmap = {0x12000, 0x2000, 2, "f", VM_READ, true};
  HandlerStep Ops;
  Ops.Kind = HandlerStep::SetVmOps;
  Ops.Name = "ops";
  HandlerStep Data;
  Data.Kind = HandlerStep::SetPrivateData;
  Data.Name = "p";
  S.Handler = {Ops, Data};
  return S;
}

static void runScenario(benchmark::State &State, const Scenario &S) {
  for (auto _ : State)
    benchmark::DoNotOptimize(run(S));
  State.SetItemsProcessed(State.iterations());
}

static void plainPrepare(benchmark::State &State) {
  runScenario(State, plainMapping(Pipeline::Prepare71));
}
BENCHMARK(plainPrepare);

static void plainLegacy(benchmark::State &State) {
  runScenario(State, plainMapping(Pipeline::Legacy612));
}
BENCHMARK(plainLegacy);

static void remapBetweenNeighbours(benchmark::State &State) {
  Scenario S = plainMapping(Pipeline::Prepare71);
  Mapping Before;
  Before.Start = 0x10000;
  Before.End = 0x12000;
  Before.File = "f";
  Before.Flags = VM_READ | VM_SHARED;
  Mapping After = Before;
  After.Start = 0x14000;
  After.End = 0x16000;
  After.Pgoff = 4;
  S.Mappings = {Before, After};
  HandlerStep Remap;
  Remap.Kind = HandlerStep::Remap;
  Remap.Value = 0x1234;
  S.Handler.push_back(Remap);
  runScenario(State, S);
}
BENCHMARK(remapBetweenNeighbours);

static void everyInterleaving(benchmark::State &State) {
  Scenario S = plainMapping(Pipeline::Prepare71);
  HandlerStep Remap;
  Remap.Kind = HandlerStep::Remap;
  Remap.Value = 0x1234;
  S.Handler.push_back(Remap);
  S.Race = Interleave{"f", 2, 2, ""};
  runScenario(State, S);
}
BENCHMARK(everyInterleaving);

BENCHMARK_MAIN();
