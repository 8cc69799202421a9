// The verifier on the handlers of real kernels: each against itself, and
// mutants of what premap made of them against what they were.
#include "Identity.h"
#include "MutantRun.h"
#include "RealTree.h"

#include "llvm/ADT/STLExtras.h"

using namespace premap;
using nlohmann::json;

/// What may stop the verifier, as it says it.
static bool namesConstruct(const verify::Difference &D) {
  return !D.Id.empty() && !D.Message.empty();
}

TEST_F(RealTree, EveryHookIsEquivalentToItself) {
  CommonOptions Options;
  Options.Tree = Tree;
  KernelTree Root = llvm::cantFail(KernelTree::open(Tree));
  CompileDatabase Database = llvm::cantFail(loadDatabase(Root, Options));
  std::vector<IdentityJob> Jobs = identityJobs(Scan, Root, Database, "x86_64");
  EXPECT_GE(Jobs.size(), 100u);
  std::size_t Prepare = llvm::count_if(
      Jobs, [](const IdentityJob &Job) { return Job.IsPrepare; });
  if (!Scan.at("tree").at("api").at("features").empty())
    EXPECT_GE(Prepare, 30u);
  unsigned Open = 0;
  for (const IdentityResult &R : runIdentity(Jobs, Options.jobs())) {
    std::string Why;
    bool Named = false;
    for (const verify::Difference &D : R.Differences) {
      Why += " " + D.Id + ": " + D.Message;
      Named |= namesConstruct(D);
    }
    EXPECT_NE(R.Verdict, verify::Verdict::Different)
        << R.File << ":" << R.Handler << Why;
    EXPECT_NE(R.Verdict, verify::Verdict::EquivalentWithDifferences)
        << R.File << ":" << R.Handler << Why;
    if (R.Verdict != verify::Verdict::Inconclusive)
      continue;
    ++Open;
    EXPECT_TRUE(Named) << R.File << ":" << R.Handler;
    std::printf("inconclusive: %s:%s%s\n", R.File.c_str(), R.Handler.c_str(),
                Why.c_str());
  }
  std::printf("%zu hooks, %zu of them mmap_prepare, %u inconclusive\n",
              Jobs.size(), Prepare, Open);
  EXPECT_LE(Open * 100, Jobs.size() * 3);
}

/// A fixed sample, for which CI has the time. PREMAP_MUTANT_STEP=1 takes all, 4
/// every fourth.
TEST_F(RealTree, MutantsOfTheConversionsAreRefuted) {
  ConvertedTree Converted =
      convertedTree(Tree, "", Scan, Rewrite, (*Work / "mutants").string());
  const char *Step = std::getenv("PREMAP_MUTANT_STEP");
  std::vector<TreeMutant> All = mutantsOf(Converted),
                          Chosen = Step && std::atoi(Step) > 0
                                       ? everyOther(All, std::atoi(Step))
                                       : sampleOf(All, 200);
  std::printf("%zu of %zu mutants\n", Chosen.size(), All.size());
  verify::MutantCheck Check(
      clitest::read(PREMAP_TESTDATA "/mutants/linux-7.3.tsv"));
  for (const TreeMutant &M : All)
    Check.skip(M.File, M.Mutant);
  std::vector<verify::MutantVerdict> Verdicts =
      verifyMutants(Converted, Chosen);
  for (size_t I = 0; I < Chosen.size(); ++I)
    Check.add(Chosen[I].File, Chosen[I].Mutant, Verdicts[I]);
  // Of few, each weighs more, and a slow machine leaves some undecided.
  if (Chosen.size() == All.size())
    Check.finish(/*Replayed=*/98);
  else
    Check.finish(/*Replayed=*/95, /*AtLeast=*/100);
}
