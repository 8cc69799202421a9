// Measures the verification on a real tree: every hook against itself. Prints
// the verdict and the processor time of each, then median, 95th percentile,
// the share that was decided, and the peak memory.
#include "Identity.h"

#include "tool/ScanTree.h"
#include "tool/deliver/ScanReport.h"

#include <algorithm>
#include <cstdio>

using namespace premap;

static int failed(llvm::Error E) {
  std::fprintf(stderr, "%s\n", llvm::toString(std::move(E)).c_str());
  return 2;
}

static void print(const IdentityResult &R) {
  std::printf("%6lu ms %5u paths  %-28s %s:%s\n", R.Milliseconds, R.Paths,
              verify::toString(R.Verdict).c_str(), R.File.c_str(),
              R.Handler.c_str());
  for (const verify::Difference &D : R.Differences)
    std::printf("           %s: %s\n", D.Id.c_str(), D.Message.c_str());
}

int main(int Argc, char **Argv) {
  if (Argc < 2 || Argc > 3) {
    std::fprintf(stderr, "usage: %s TREE [HANDLER]\n", Argv[0]);
    return 2;
  }
  CommonOptions Common;
  Common.Tree = Argv[1];
  ScanScope Scope;
  if (Argc > 2)
    Scope.Handlers.push_back(Argv[2]);
  llvm::Expected<TreeScan> Scan = scanTree(Common, "auto", Scope);
  if (!Scan)
    return failed(Scan.takeError());
  std::vector<IdentityJob> Jobs = identityJobs(
      scanToJson(Scan->Result, false), Scan->Tree, Scan->Database, "x86_64");
  if (Argc > 2)
    std::erase_if(Jobs, [&](const IdentityJob &Job) {
      return Job.Handler != Scope.Handlers.front();
    });
  std::vector<std::uint64_t> Times;
  std::map<verify::Verdict, unsigned> Counts;
  std::uint64_t Peak = 0;
  for (const IdentityResult &R : runIdentity(Jobs, 1)) {
    print(R);
    Times.push_back(R.Milliseconds);
    ++Counts[R.Verdict];
    Peak = std::max(Peak, R.PeakKilobytes);
  }
  if (Times.empty()) {
    std::fprintf(stderr, "no hook\n");
    return 2;
  }
  std::sort(Times.begin(), Times.end());
  std::printf(
      "%zu hooks: median %lu ms, 95th percentile %lu ms, peak %lu MiB\n",
      Times.size(), Times[Times.size() / 2], Times[Times.size() * 95 / 100],
      Peak / 1024);
  for (const auto &[Verdict, Count] : Counts)
    std::printf("%5.1f %% %s\n", 100.0 * Count / Times.size(),
                verify::toString(Verdict).c_str());
  return Counts.count(verify::Verdict::Different) ? 1 : 0;
}
