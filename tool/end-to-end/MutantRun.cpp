#include "MutantRun.h"

#include "CliTest.h"
#include "tool/CommonOptions.h"
#include "tool/tree/WorkerPool.h"
#include "verify/SharedHeaders.h"

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
  TargetSetup Api = must(
      setUpTarget(Root, Database, Rewrite.at("target").at("api"), NoCache));
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

std::vector<TreeMutant> sampleOf(const std::vector<TreeMutant> &All,
                                 size_t Most) {
  std::map<std::string, std::vector<size_t>> OfKind;
  for (size_t I = 0; I < All.size(); ++I)
    OfKind[All[I].Mutant.Kind].push_back(I);
  std::set<size_t> Taken;
  size_t Seen = 0;
  for (const auto &[Kind, Members] : OfKind)
    for (size_t I : Members)
      if (size_t Before = Seen++ * Most / All.size();
          All.size() <= Most || Seen * Most / All.size() != Before)
        Taken.insert(I);
  std::vector<TreeMutant> Sample;
  for (size_t I : Taken)
    Sample.push_back(All[I]);
  return Sample;
}

/// Nothing that comes later changes a verdict that was refuted and replayed.
static bool isSettled(const verify::MutantVerdict &V) {
  return V.Worst == verify::Verdict::Different && V.Confirmed;
}

static verify::MutantVerdict verdictOn(const ConvertedTree &Converted,
                                       const TreeMutant &M,
                                       verify::SharedHeaders &Headers) {
  VirtualFiles New = Converted.Api.Overlay;
  for (const auto &[File, Text] : Converted.NewTexts)
    New[Converted.Tree.absolute(File)] = File == M.File ? M.Mutant.Text : Text;
  verify::MutantVerdict Verdict;
  auto CommandsOf = [&](const std::string &File) {
    return Converted.Database.commands(File);
  };
  for (size_t Hook : Converted.HooksOf.at(M.File))
    for (verify::VerifyInput &Input :
         verifyInputs(Converted.Hooks[Hook], Converted.Tree, CommandsOf,
                      /*Helpers=*/nullptr, Converted.Api, New)) {
      Input.Headers = &Headers;
      for (const verify::VerifyResult &R : verify::verifyUnit(Input))
        Verdict.add(R);
      if (isSettled(Verdict))
        return Verdict;
    }
  return Verdict;
}

/// Neighbours in \p Mutants that change the same file, as [begin, end): one
/// worker does them, and parses the headers once.
static std::vector<std::pair<size_t, size_t>>
batchesOf(const std::vector<TreeMutant> &Mutants) {
  static constexpr size_t MaxBatch = 16;
  std::vector<std::pair<size_t, size_t>> Batches;
  for (size_t I = 0; I < Mutants.size(); ++I) {
    bool Joins = !Batches.empty() && I - Batches.back().first < MaxBatch &&
                 Mutants[I].File == Mutants[I - 1].File;
    if (Joins)
      Batches.back().second = I + 1;
    else
      Batches.push_back({I, I + 1});
  }
  return Batches;
}

std::vector<verify::MutantVerdict>
verifyMutants(const ConvertedTree &Converted,
              const std::vector<TreeMutant> &Mutants) {
  std::vector<std::pair<size_t, size_t>> Batches = batchesOf(Mutants);
  WorkerPoolOptions Pool;
  Pool.Jobs = CommonOptions().jobs();
  Pool.TimeLimit = std::chrono::minutes(20);
  std::vector<JobResult> Jobs = must(runInWorkers(
      Batches.size(),
      [&](size_t Batch) {
        verify::SharedHeaders Headers;
        json Verdicts = json::array();
        for (auto [I, End] = Batches[Batch]; I < End; ++I) {
          verify::MutantVerdict V = verdictOn(Converted, Mutants[I], Headers);
          Verdicts.push_back({V.Worst, V.Confirmed, V.Compiles, V.Why});
        }
        return Verdicts.dump();
      },
      Pool));
  std::vector<verify::MutantVerdict> Verdicts(Mutants.size());
  for (size_t Batch = 0; Batch < Jobs.size(); ++Batch) {
    auto [Begin, End] = Batches[Batch];
    EXPECT_TRUE(Jobs[Batch].ok())
        << Mutants[Begin].File << ":" << Mutants[Begin].Mutant.what()
        << " or one behind it " << Jobs[Batch].Problem;
    if (!Jobs[Batch].ok())
      continue;
    json Batched = json::parse(Jobs[Batch].Bytes);
    for (size_t I = Begin; I < End; ++I) {
      const json &J = Batched.at(I - Begin);
      Verdicts[I] = {J.at(0), J.at(1), J.at(2), J.at(3)};
    }
  }
  return Verdicts;
}

} // namespace premap
