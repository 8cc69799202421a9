#include "MutantRun.h"

#include "CliTest.h"
#include "tool/CommonOptions.h"
#include "tool/tree/WorkerPool.h"

using nlohmann::json;

namespace premap {

/// \p Value, or the end of the test program.
template <typename T> static T must(llvm::Expected<T> Value) {
  if (!Value)
    llvm::report_fatal_error(Value.takeError());
  return std::move(*Value);
}

static void applyPatches(const KernelTree &Tree, const json &Patches,
                         const std::string &Folder,
                         std::map<std::string, std::string> &NewTexts) {
  namespace fs = std::filesystem;
  fs::path Root = Folder;
  std::string All;
  for (const auto &[File, Patch] : Patches.items()) {
    fs::create_directories((Root / File).parent_path());
    fs::copy_file(Tree.absolute(File), Root / File);
    All += Patch.get<std::string>();
  }
  clitest::write(Root / "all.patch", All);
  clitest::run({"git", "apply", "all.patch"}, Folder);
  for (const auto &[File, Patch] : Patches.items())
    NewTexts[File] = clitest::read(Root / File);
}

ConvertedTree convertedTree(const std::string &Tree, const std::string &Build,
                            const json &Scan, const json &Rewrite,
                            const std::string &Folder) {
  CommonOptions Options;
  Options.Tree = Tree;
  Options.BuildFolder = Build;
  KernelTree Root = must(KernelTree::open(Tree));
  CompileDatabase Database = must(loadDatabase(Root, Options));
  ResultCache NoCache;
  TargetSetup Api =
      must(setUpTarget(Root, Database, Rewrite.at("target").at("api"), NoCache));
  ConvertedTree Result{
      std::move(Root), std::move(Database), std::move(Api), {}, {}, {}};
  applyPatches(Result.Tree, Rewrite.at("patches"), Folder, Result.NewTexts);
  std::map<std::string, json> ById;
  for (const json &Handler : Scan.at("handlers"))
    ById[Handler.at("id")] = Handler;
  for (const json &Outcome : Rewrite.at("handlers")) {
    if (!clitest::isDone(Outcome))
      continue;
    const json &Handler = ById.at(Outcome.at("id"));
    HookTables Hook{Handler.at("name"), Handler.at("file"), {}};
    for (const json &Op : Handler.at("ops"))
      Hook.TableFiles.insert(Op.at("file").get<std::string>());
    for (const json &File : Outcome.at("files"))
      Result.HooksOf[File].push_back(Result.Hooks.size());
    Result.Hooks.push_back(std::move(Hook));
  }
  return Result;
}

std::vector<TreeMutant> mutantsOf(const ConvertedTree &Converted) {
  std::vector<TreeMutant> All;
  for (const auto &[File, Text] : Converted.NewTexts)
    for (verify::Mutant &M : verify::mutantsOf(Text))
      All.push_back({File, std::move(M)});
  return All;
}

std::vector<TreeMutant> everyOther(const std::vector<TreeMutant> &All,
                                   size_t Step) {
  std::map<std::string, size_t> Seen;
  std::vector<TreeMutant> Chosen;
  for (const TreeMutant &M : All)
    if (Seen[M.Mutant.Kind]++ % Step == 0)
      Chosen.push_back(M);
  return Chosen;
}

static verify::MutantVerdict verdictOn(const ConvertedTree &Converted,
                                       const TreeMutant &M) {
  VirtualFiles New = Converted.Api.Overlay;
  for (const auto &[File, Text] : Converted.NewTexts)
    New[Converted.Tree.absolute(File)] = File == M.File ? M.Mutant.Text : Text;
  verify::MutantVerdict Verdict;
  auto CommandsOf = [&](const std::string &File) {
    return Converted.Database.commands(File);
  };
  for (size_t Hook : Converted.HooksOf.at(M.File))
    for (const verify::VerifyInput &Input :
         verifyInputs(Converted.Hooks[Hook], Converted.Tree, CommandsOf,
                      /*Helpers=*/nullptr, Converted.Api, New))
      for (const verify::VerifyResult &R : verify::verifyUnit(Input))
        Verdict.add(R);
  return Verdict;
}

std::vector<verify::MutantVerdict>
verifyMutants(const ConvertedTree &Converted,
              const std::vector<TreeMutant> &Mutants) {
  WorkerPoolOptions Pool;
  Pool.Jobs = CommonOptions().jobs();
  std::vector<JobResult> Jobs = must(runInWorkers(
      Mutants.size(),
      [&](size_t I) {
        verify::MutantVerdict V = verdictOn(Converted, Mutants[I]);
        return json{V.Worst, V.Confirmed, V.Compiles, V.Why}.dump();
      },
      Pool));
  std::vector<verify::MutantVerdict> Verdicts;
  for (size_t I = 0; I < Jobs.size(); ++I) {
    verify::MutantVerdict V;
    EXPECT_TRUE(Jobs[I].ok())
        << Mutants[I].File << ":" << Mutants[I].Mutant.what() << " "
        << Jobs[I].Problem;
    if (Jobs[I].ok()) {
      json J = json::parse(Jobs[I].Bytes);
      V = {J.at(0), J.at(1), J.at(2), J.at(3)};
    }
    Verdicts.push_back(V);
  }
  return Verdicts;
}

} // namespace premap
