// The main job on real kernels. What premap says of every handler is held
// against testdata/linux-X.Y/handlers.tsv, written by reading the handlers,
// where there is one of that release; the rest holds on any kernel.
#include "RealTree.h"

#include "tool/tree/CompileDatabase.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <regex>
#include <set>

using namespace premap::clitest;
using nlohmann::json;
using premap::RealTree;
using premap::RealTreeWithoutApi;

namespace {

/// One line of handlers.tsv.
struct Reading {
  std::string Id;
  unsigned Tables = 0; ///< 0: not counted
  std::set<std::string> Classes;
  std::string Outcome;
  std::string Action; ///< "remap_full"; "none"
  std::set<std::string> Flags, VmOps;
};

/// One line of converted.tsv.
struct HookReading {
  std::string Id, Action;
  std::set<std::string> Flags;
  /// Name of the table, with "mapped" and "close" if it has them.
  std::map<std::string, std::set<std::string>> VmOps;
};

std::vector<std::string> split(const std::string &Line, char By) {
  std::vector<std::string> Parts;
  std::stringstream Stream(Line);
  for (std::string Part; std::getline(Stream, Part, By);)
    Parts.push_back(Part);
  return Parts;
}

/// The fields of every line that says something.
std::vector<std::vector<std::string>> rows(const std::string &Table) {
  std::vector<std::vector<std::string>> All;
  std::stringstream Text(Table);
  for (std::string Line; std::getline(Text, Line);)
    if (!Line.empty() && Line[0] != '#')
      All.push_back(split(Line, '\t'));
  return All;
}

/// "A,B"; "-" is the empty list.
std::set<std::string> listOf(const std::string &Field) {
  std::vector<std::string> Parts = split(Field == "-" ? "" : Field, ',');
  return {Parts.begin(), Parts.end()};
}

/// 6.12's table ends after the outcome and the reason.
std::vector<Reading> readings(const std::string &Table) {
  std::vector<Reading> All;
  for (const std::vector<std::string> &F : rows(Table)) {
    Reading R;
    R.Id = F.at(0);
    R.Outcome = F.at(3);
    if (F.at(1) != "-")
      R.Tables = std::stoul(F.at(1));
    for (const std::string &Class : split(F.at(2), '|'))
      R.Classes.insert(Class);
    if (F.size() > 7) {
      R.Action = F[4];
      R.Flags = listOf(F[5]);
      R.VmOps = listOf(F[6]);
    }
    All.push_back(R);
  }
  return All;
}

/// Tables in the last column but one: "a_vm_ops(mapped,close),b_vm_ops".
std::vector<HookReading> hookReadings(const std::string &Table) {
  std::vector<HookReading> All;
  for (const std::vector<std::string> &F : rows(Table)) {
    HookReading R{F.at(0), F.at(2), listOf(F.at(3)), {}};
    static const std::regex OneTable("([A-Za-z_0-9]+)(\\(([a-z,]*)\\))?");
    for (std::sregex_iterator I(F.at(4).begin(), F.at(4).end(), OneTable), End;
         I != End; ++I)
      R.VmOps[(*I)[1]] = listOf((*I)[3]);
    All.push_back(std::move(R));
  }
  return All;
}

/// `fs/*:generic_file_mmap` stands for that hook in any table below fs/.
bool matches(const Reading &R, const std::string &Id) {
  size_t Star = R.Id.find('*');
  if (Star == std::string::npos)
    return R.Id == Id;
  std::string Tail = R.Id.substr(Star + 1);
  return Id.rfind(R.Id.substr(0, Star), 0) == 0 && Id.size() > Tail.size() &&
         Id.compare(Id.size() - Tail.size(), Tail.size(), Tail) == 0;
}

void expectClasses(const std::string &Table,
                   const std::map<std::string, json> &Found) {
  for (const Reading &R : readings(Table)) {
    bool Any = false;
    for (const auto &[Id, H] : Found) {
      if (!matches(R, Id))
        continue;
      Any = true;
      if (H.at("class").is_null())
        EXPECT_EQ(H.at("state"), "not_compiled") << Id;
      else
        EXPECT_TRUE(R.Classes.count(H.at("class").get<std::string>()))
            << Id << " is " << H.at("class");
    }
    // A handler that is not compiled is named by its table's file.
    std::string Name = R.Id.substr(R.Id.rfind(':') + 1);
    Any |= std::any_of(Found.begin(), Found.end(), [&](const auto &Entry) {
      return Entry.second.at("name") == Name &&
             Entry.second.at("state") == "not_compiled";
    });
    EXPECT_TRUE(Any) << R.Id << " was not found";
  }
}

void expectOutcomes(const std::string &Table,
                    const std::map<std::string, json> &Found) {
  for (const Reading &R : readings(Table))
    for (const auto &[Id, H] : Found) {
      // What no configuration compiles is read with another's headers, or not
      // changed at all: its reading counts, not what premap makes of it.
      if (!matches(R, Id) || H.at("parsed") != "compiled")
        continue;
      if (R.Outcome == "convert")
        EXPECT_EQ(H.at("state"), "convertible") << Id << H.at("reasons");
      if (R.Outcome == "decline")
        EXPECT_EQ(H.at("state"), "declined") << Id;
    }
}

std::set<std::string> setOf(const json &List) {
  return List.get<std::set<std::string>>();
}

/// Flags without the "VM_" that readers leave out.
std::set<std::string> flagsOf(const json &List) {
  std::set<std::string> Flags;
  for (const std::string &Flag : setOf(List))
    Flags.insert(Flag.starts_with("VM_") ? Flag.substr(3) : Flag);
  return Flags;
}

/// "none" for no action.
std::string actionOf(const json &Target) {
  const json &Action = Target.at("action");
  return Action.is_null() ? "none"
                          : Action.get<std::string>().substr(
                                std::string("mmap_action_").size());
}

/// Where each handler is in a table of file_operations, as a scan of \p Tree
/// says that reads what may hold hooks of \p Tables.
std::map<std::string, std::set<std::string>>
fileOperationsOf(const std::string &Tree, const std::string &Tables) {
  premap::ProcessResult R = premap::clitest::premap(
      {"scan", Tree, "-q", "--tables", Tables, "--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Err;
  std::map<std::string, std::set<std::string>> Found;
  for (const json &H : json::parse(R.Out).at("handlers"))
    for (const json &Entry : H.at("ops"))
      if (Entry.at("type") == "file_operations")
        Found[H.at("id")].insert(Entry.at("file").get<std::string>() + ":" +
                                 Entry.at("line").dump());
  return Found;
}

/// What decides how a conversion looks.
void expectFacts(const std::string &Table,
                 const std::map<std::string, json> &Found) {
  unsigned Compared = 0;
  for (const Reading &R : readings(Table))
    for (const auto &[Id, H] : Found) {
      if (!matches(R, Id) || H.at("state") != "convertible")
        continue;
      ++Compared;
      EXPECT_EQ(actionOf(H.at("target")), R.Action) << Id;
      EXPECT_EQ(flagsOf(H.at("facts").at("flags_set")), R.Flags) << Id;
      EXPECT_EQ(setOf(H.at("facts").at("vm_ops")), R.VmOps) << Id;
    }
  EXPECT_GE(Compared, 20u);
}

void expectHookFacts(const HookReading &R, const json &Facts) {
  std::set<std::string> Actions;
  if (R.Action != "none" && !R.Action.starts_with("elsewhere:"))
    Actions.insert("mmap_action_" + R.Action);
  EXPECT_EQ(setOf(Facts.at("actions")), Actions) << R.Id;
  EXPECT_EQ(flagsOf(Facts.at("flags_set")), R.Flags) << R.Id;
  std::map<std::string, std::set<std::string>> Tables;
  for (const json &Name : Facts.at("vm_ops"))
    Tables[Name];
  for (const json &Defined : Facts.at("vm_ops_tables"))
    for (const char *Hook : {"mapped", "close"})
      if (Defined.at(Hook).get<bool>())
        Tables[Defined.at("variable")].insert(Hook);
  EXPECT_EQ(Tables, R.VmOps) << R.Id;
}

} // namespace

TEST_F(RealTree, WhatAConversionNeedsIsWhatAReaderSays) {
  std::string Table = readingsOf("handlers.tsv");
  if (Table.empty())
    GTEST_SKIP() << "nobody has read the handlers of "
                 << Scan.at("tree").at("version");
  expectFacts(Table, byId(Scan));
}

TEST_F(RealTree, ConvertedHooksAreWhatAReaderSays) {
  std::string Table = readingsOf("converted.tsv");
  if (Table.empty())
    GTEST_SKIP() << "nobody has read the hooks of "
                 << Scan.at("tree").at("version");
  std::map<std::string, json> Found = byId(Scan);
  for (const HookReading &R : hookReadings(Table)) {
    auto Hook = Found.find(R.Id);
    ASSERT_NE(Hook, Found.end()) << R.Id;
    if (Hook->second.at("state") == "not_compiled")
      continue;
    EXPECT_EQ(Hook->second.at("state"), "already_converted") << R.Id;
    expectHookFacts(R, Hook->second.at("facts"));
  }
}

TEST_F(RealTree, EveryHandlerIsWhatAReaderSays) {
  std::string Table = readingsOf("handlers.tsv");
  if (Table.empty())
    GTEST_SKIP() << "nobody has read the handlers of "
                 << Scan.at("tree").at("version");
  expectClasses(Table, byId(Scan));
  expectOutcomes(Table, byId(Scan));
}

/// The runs of these tests are for one architecture. What others compile is
/// read best-effort, as far as a guessed configuration of theirs goes: that of
/// powerpc lacks what spufs needs.
TEST_F(RealTree, NearlyEveryHandlerIsAnalysedFromItsSyntaxTree) {
  std::string Table = readingsOf("handlers.tsv");
  if (Table.empty())
    GTEST_SKIP() << "nobody has read the handlers of "
                 << Scan.at("tree").at("version");
  std::map<std::string, json> Found = byId(Scan);
  unsigned Analysed = 0, Rows = 0;
  for (const Reading &R : readings(Table)) {
    ++Rows;
    bool Is = false;
    for (const auto &[Id, H] : Found)
      Is |= matches(R, Id) && !H.at("parsed").is_null();
    Analysed += Is;
    if (!Is)
      std::cerr << R.Id << " is not analysed\n";
  }
  EXPECT_GE(Analysed * 10, Rows * 9);
}

TEST_F(RealTreeWithoutApi, EveryHandlerIsWhatAReaderSays) {
  std::string Table = readingsOf("handlers.tsv");
  if (Table.empty())
    GTEST_SKIP() << "nobody has read the handlers of "
                 << Scan.at("tree").at("version");
  expectClasses(Table, byId(Scan));
  expectOutcomes(Table, byId(Scan));
}

TEST_F(RealTree, NoConversionIsWrong) {
  for (const auto &[Id, O] : byId(Rewrite)) {
    EXPECT_NE(O.at("state"), "refuted") << Id << O.at("verify").dump(1);
    EXPECT_NE(O.at("state"), "edit_failed") << Id << O.at("reasons");
  }
}

TEST_F(RealTreeWithoutApi, EveryPairOfTableFileAndHandlerIsThere) {
  // 158 pairs are spelled in tables; those that macros build come on top.
  EXPECT_GE(Scan.at("pairs").size(), 158u);
  std::map<std::string, unsigned> TablesOf;
  for (const json &H : Scan.at("handlers"))
    for (const json &Op : H.at("ops"))
      if (Op.at("type") == "file_operations" && Op.at("field") == "mmap")
        ++TablesOf[H.at("name")];
  for (const Reading &R : readings(readingsOf("handlers.tsv")))
    if (R.Tables)
      EXPECT_GE(TablesOf[R.Id.substr(R.Id.rfind(':') + 1)], R.Tables) << R.Id;
}

/// What a table's own text says need not be parsed for.
TEST_F(RealTree, FilesThatAreNotParsedHaveNoFileOperations) {
  EXPECT_EQ(fileOperationsOf(Tree, "file_operations"),
            fileOperationsOf(Tree, "all"));
}

TEST_F(RealTreeWithoutApi, FilesThatAreNotParsedHaveNoFileOperations) {
  if (!std::getenv("PREMAP_EVERY_UNIT"))
    GTEST_SKIP() << "the newest kernel has its turn; PREMAP_EVERY_UNIT=1 asks "
                    "for this one too";
  EXPECT_EQ(fileOperationsOf(Tree, "file_operations"),
            fileOperationsOf(Tree, "all"));
}

TEST_F(RealTree, TheAccountAddsUp) {
  const json &Summary = Scan.at("summary");
  unsigned Sum = 0;
  for (const auto &[State, Count] : Summary.at("text_hits_by_state").items())
    Sum += Count.get<unsigned>();
  EXPECT_EQ(Summary.at("text_hits"), Sum);
  EXPECT_EQ(Scan.at("incomplete").dump(), "[]");
}

TEST_F(RealTreeWithoutApi, AtLeastFiftyPairsAreConvertedAndNoneIsRefuted) {
  std::map<std::string, json> Outcomes = byId(Rewrite);
  unsigned Pairs = 0, Decided = 0, Done = 0;
  for (const json &Pair : Scan.at("pairs"))
    Pairs += isDone(Outcomes.at(Pair.at("handler")));
  EXPECT_GE(Pairs, 50u);
  for (const auto &[Id, O] : Outcomes) {
    EXPECT_NE(O.at("state"), "refuted") << Id << O.at("verify").dump(1);
    EXPECT_NE(O.at("state"), "edit_failed") << Id << O.at("reasons");
    Done += isDone(O);
    Decided += isDone(O) && O.at("state") != "inconclusive";
  }
  EXPECT_GE(Decided * 100, Done * 95) << Decided << " of " << Done;
}

/// The drivers of the series that started the migration: which field, which
/// action, which hook. The series keeps the lock of resctrl's pseudo lock
/// around the request, splits dax's check_vma() because faults use it too,
/// gives relay's helper the descriptor, and translates /dev/mem's error to
/// -EAGAIN in an error hook; shmem only sets vm_ops.
TEST_F(RealTreeWithoutApi, TheDriversOfTheSeriesComeOutLikeTheSeries) {
  json Patches = Rewrite.at("patches");
  auto contains = [&](const char *File, const char *Line) {
    ASSERT_TRUE(Patches.contains(File)) << File;
    EXPECT_NE(Patches.at(File).get<std::string>().find(Line), std::string::npos)
        << Line << " is not in\n"
        << Patches.at(File).get<std::string>();
  };
  contains("mm/shmem.c", "+static int shmem_mmap_prepare(struct vm_area_desc "
                         "*desc)\n");
  contains("mm/shmem.c", "+\t\tdesc->vm_ops = &shmem_vm_ops;\n");
  contains("drivers/dax/device.c",
           "+\tvma_desc_set_flags(desc, VMA_HUGEPAGE_BIT);\n");
  contains("kernel/relay.c", "+\tdesc->private_data = buf;\n");
  contains("drivers/char/mem.c", "+\tmmap_action_remap_full(desc, desc->pgoff);"
                                 "\n");
  contains("drivers/char/mem.c", "+\tdesc->action.error_hook = ");
  contains("arch/x86/kernel/cpu/resctrl/pseudo_lock.c",
           "+\tmmap_action_remap_full(desc, physical + desc->pgoff);\n");
}

namespace {

std::string replaced(std::string Text, const std::string &From,
                     const std::string &To) {
  for (size_t At = 0; (At = Text.find(From, At)) != std::string::npos;
       At += To.size())
    Text.replace(At, From.size(), To);
  return Text;
}

/// Makes \p To the build folder of the tree \p Copy, as \p From is that of
/// \p Tree. Configuring it anew would take minutes and give the same.
void moveBuild(const std::string &From, const std::string &To,
               const std::string &Tree, const std::string &Copy) {
  run({"cp", "-al", From, To});
  for (const char *Name :
       {"x86_64/compile_commands.json", "x86_64/premap.json"}) {
    fs::path Path = fs::path(To) / Name;
    std::string Text = replaced(read(Path), From, To);
    // Not what only begins like it: the caches of other trees.
    for (const char *End : {"/", "\""})
      Text = replaced(Text, Tree + End, Copy + End);
    fs::remove(Path); // It is a link to the original.
    write(Path, Text);
  }
}

} // namespace

TEST_F(RealTree, PatchesApplyAndASecondRunChangesNothing) {
  // Hard links: git writes new files, so the original stays as it is.
  std::string Copy = (*Work / "copy").string(),
              Build = (*Work / "again").string();
  run({"cp", "-al", Tree, Copy});
  run({"git", "apply", (*Work / "out/all.patch").string()}, Copy);
  premap::KernelTree Original = llvm::cantFail(premap::KernelTree::open(Tree));
  moveBuild(llvm::cantFail(premap::buildFolderOf(Original, "")), Build,
            Original.root(), Copy);
  std::vector<std::string> Words = {"rewrite", Copy,          "-p",
                                    Build,     "--arch",      "x86_64",
                                    "-q",      "--no-verify", "--no-configure"};
  for (const auto &[File, Patch] : Rewrite.at("patches").items())
    Words.push_back(File);
  premap::ProcessResult Again = premap::clitest::premap(Words);
  EXPECT_EQ(Again.Status, 0) << Again.Err;
  EXPECT_EQ(Again.Out, "");
}
