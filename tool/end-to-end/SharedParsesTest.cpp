// Units that are read together, on a real kernel: their facts are those of a
// parse of each alone, byte for byte.
#include "tool/UnitFamilyReading.h"
#include "tool/tree/CandidateSearch.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/UnitFamilies.h"
#include "tool/tree/WorkerPool.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <fstream>
#include <thread>

using namespace premap;
using nlohmann::json;

namespace {

std::string textOf(const std::string &Path) {
  std::ifstream In(Path);
  return {std::istreambuf_iterator<char>(In), {}};
}

json describe(const UnitReading &Its) {
  return {{"facts", Its.Facts},
          {"headers", Its.Headers},
          {"untold", Its.Seen.Untold},
          {"seen",
           {{"files", Its.Seen.Files},
            {"folders", Its.Seen.Folders},
            {"absent", Its.Seen.Absent},
            {"refused", Its.Seen.Refused}}}};
}

json readAlone(const CompileCommand &Command, const std::string &Root) {
  UnitReading Its;
  Its.Facts =
      extractFacts(Command, Root, {}, {&Its.Headers, nullptr, &Its.Seen, {}});
  return describe(Its);
}

/// What is wrong with \p Together; "" if it says what \p Alone says, and
/// depends on all that Alone depends on, or else a change would go unseen.
std::string differences(const json &Together, const json &Alone) {
  std::string Found;
  for (const char *Part : {"facts", "headers", "untold"})
    if (Together.at(Part) != Alone.at(Part))
      Found += std::string(" ") + Part;
  for (const auto &[Kind, Paths] : Alone.at("seen").items()) {
    std::set<std::string> Known = Together.at("seen").at(Kind);
    // The driver looks there. Files in memory, of which a family has some, have
    // a root folder, and what is above the root is the root.
    Known.insert("/..");
    for (const json &Path : Paths)
      if (!Known.count(Path.get<std::string>()))
        Found += " unseen " + Kind + ": " + Path.get<std::string>();
  }
  return Found;
}

/// How many of \p Family were read together, and a line for each that says
/// something else when it is read alone.
std::string compare(const UnitFamily &Family,
                    const std::vector<CompileCommand> &Commands,
                    const std::string &Root) {
  auto Said =
      readFamily(Family, Root, {}, std::chrono::seconds(300),
                 [](const UnitReading &Its) { return describe(Its).dump(); });
  size_t Together = 0;
  std::string Differing;
  for (const auto &[Index, Text] : Said) {
    if (Text.empty())
      continue;
    ++Together;
    std::string What =
        differences(json::parse(Text), readAlone(Commands[Index], Root));
    if (!What.empty())
      Differing += Commands[Index].File + ":" + What + "\n";
  }
  return std::to_string(Together) + "\n" + Differing;
}

/// Every fourth, for which CI has the time; PREMAP_EVERY_UNIT asks for all.
std::vector<UnitFamily> chosen(std::vector<UnitFamily> All) {
  if (std::getenv("PREMAP_EVERY_UNIT"))
    return All;
  std::vector<UnitFamily> Some;
  for (size_t I = 0; I < All.size(); I += 4)
    Some.push_back(std::move(All[I]));
  return Some;
}

} // namespace

TEST(RealTreeSharedParses, SayWhatEachUnitSaysAlone) {
  const char *Path = std::getenv("PREMAP_LINUX_TREE");
  if (!Path || !*Path)
    GTEST_SKIP() << "PREMAP_LINUX_TREE names no unpacked and configured kernel";
  auto Tree = KernelTree::open(Path);
  ASSERT_TRUE(bool(Tree)) << llvm::toString(Tree.takeError());
  auto Build = buildFolderOf(*Tree, "");
  ASSERT_TRUE(bool(Build)) << llvm::toString(Build.takeError());
  auto Database = CompileDatabase::load(*Tree, *Build, {});
  ASSERT_TRUE(bool(Database)) << llvm::toString(Database.takeError());
  unsigned Jobs = std::max(1u, std::thread::hardware_concurrency());
  std::vector<CompileCommand> Commands;
  for (const std::string &File : searchCandidates(*Tree, Jobs).Sources)
    for (CompileCommand &Command : Database->commands(File))
      Commands.push_back(std::move(Command));
  std::vector<UnitFamily> Families =
      chosen(unitFamilies(Commands, textOf, Jobs));
  WorkerPoolOptions Pool;
  Pool.Jobs = Jobs;
  Pool.IdleLimit = std::chrono::hours(1);
  auto Compared = runInWorkers(
      Families.size(),
      [&](size_t I) { return compare(Families[I], Commands, Tree->root()); },
      Pool);
  ASSERT_TRUE(bool(Compared)) << llvm::toString(Compared.takeError());
  size_t Together = 0, Units = 0;
  for (const UnitFamily &Family : Families)
    Units += Family.Members.size();
  for (const JobResult &Job : *Compared) {
    EXPECT_TRUE(Job.ok()) << Job.Problem;
    auto [Number, Differing] = llvm::StringRef(Job.Bytes).split('\n');
    EXPECT_EQ(Differing.str(), "");
    Together += std::stoul(Number.str());
  }
  RecordProperty("together", std::to_string(Together));
  // Or else nothing is shared, and nothing was tested.
  EXPECT_GT(Together, Units / 2);
}
