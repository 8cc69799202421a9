// Mutants of what premap made of the sample tree.
#include "MutantRun.h"

#include "CliTest.h"

using namespace premap;
using nlohmann::json;

TEST(SampleMutants, AreRefuted) {
  const std::string Tree = PREMAP_TESTDATA "/tree";
  clitest::Scratch Work("sample-mutants");
  std::string Build = (Work / "build").string();
  ProcessResult Configure = clitest::premap(
      {"configure", Tree, "-p", Build, "--arch", "x86_64", "-q"});
  ASSERT_EQ(Configure.Status, 0) << Configure.Err;
  std::string Out = (Work / "out").string();
  ProcessResult Run = clitest::premap(
      {"run", Tree, "-o", Out, "-p", Build, "-q", "--target-api", "7.1"});
  // drivers/char/broken.c does not parse.
  ASSERT_EQ(Run.Status, 3) << Run.Err;

  ConvertedTree Converted =
      convertedTree(Tree, Build, json::parse(clitest::read(Out + "/scan.json")),
                    json::parse(clitest::read(Out + "/rewrite.json")),
                    (Work / "mutants").string());
  verify::MutantCheck Check(clitest::read(PREMAP_TESTDATA "/mutants/tree.tsv"));
  std::vector<TreeMutant> Mutants = mutantsOf(Converted);
  std::vector<verify::MutantVerdict> Verdicts =
      verifyMutants(Converted, Mutants);
  for (size_t I = 0; I < Mutants.size(); ++I)
    Check.add(Mutants[I].File, Mutants[I].Mutant, Verdicts[I]);
  Check.finish(/*Replayed=*/95);
}

TEST(SampleMutants, AreTakenFromEveryKind) {
  std::vector<TreeMutant> All;
  for (unsigned I = 0; I < 10; ++I)
    All.push_back({"f.c", {"f", "often", I, 0, "", ""}});
  for (unsigned I = 0; I < 2; ++I)
    All.push_back({"g.c", {"g", "seldom", I, 0, "", ""}});
  std::vector<std::string> Chosen;
  for (const TreeMutant &M : everyOther(All, 4))
    Chosen.push_back(M.Mutant.Kind + std::to_string(M.Mutant.Number));
  EXPECT_THAT(Chosen,
              testing::ElementsAre("often0", "often4", "often8", "seldom0"));
  EXPECT_EQ(sampleOf(All, 400).size(), 12u);
  std::map<std::string, unsigned> Sample;
  for (const TreeMutant &M : sampleOf(All, 6))
    ++Sample[M.Mutant.Kind];
  EXPECT_THAT(Sample, testing::ElementsAre(testing::Pair("often", 5u),
                                           testing::Pair("seldom", 1u)));
}
