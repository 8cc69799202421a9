#include "tool/tree/CandidateSearch.h"

#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/ADT/SmallVector.h"

#include <cstdlib>
#include <set>
#include <unistd.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace premap {
namespace {

/// "LINE:KIND" of each hit in \p Text.
std::vector<std::string> hits(llvm::StringRef Text) {
  std::vector<std::string> Macros, Result;
  for (const CandidateHit &Hit : candidateHits("a.c", Text, Macros))
    Result.push_back(std::to_string(Hit.Line) + ":" + hitKindName(Hit.Kind));
  return Result;
}

TEST(CandidateHits, DesignatedInitialisers) {
  EXPECT_THAT(hits("static const struct file_operations f = {\n"
                   "\t.open\t= my_open,\n"
                   "\t.mmap\t= my_mmap,\n"
                   "#ifdef CONFIG_MMU\n"
                   "\t.mmap_prepare = my_prepare,\n"
                   "#endif\n"
                   "\t. mmap /* why */ = my_mmap,\n"
                   "};\n"),
              ElementsAre("3:initialiser", "5:initialiser", "7:initialiser"));
  EXPECT_THAT(hits("struct x f = { mmap: my_mmap, };"),
              ElementsAre("1:initialiser"));
}

TEST(CandidateHits, HooksOfOtherTables) {
  EXPECT_THAT(hits("struct fb_ops f = {\n\t.fb_mmap = a,\n};\n"
                   "struct proc_ops p = {\n\t.proc_mmap = b,\n};\n"
                   "if (info->fbops->fb_mmap)\n"),
              ElementsAre("2:initialiser", "5:initialiser", "7:access"));
}

TEST(CandidateHits, Assignments) {
  EXPECT_THAT(hits("fops->mmap = f;\nops.mmap=f;\n(*ops).mmap = f;\n"
                   "ops[2].mmap = f;\nops->\n\tmmap = f;\n"),
              ElementsAre("1:assignment", "2:assignment", "3:assignment",
                          "4:assignment", "6:assignment"));
}

TEST(CandidateHits, AccessesSetNothing) {
  EXPECT_THAT(hits("if (f->f_op->mmap == NULL)\n"
                   "\treturn f->f_op->mmap(f, v);\n"
                   "/* see f_op->mmap() */\n"),
              ElementsAre("1:access", "2:access", "3:access"));
  EXPECT_FALSE(maySetHook(HitKind::Access));
}

TEST(CandidateHits, OtherWordsAreNoHits) {
  EXPECT_THAT(hits("int my_mmap(void); mm->mmap_base = 1; .mmap_capabilities = "
                   "2, mmap(a); mmap = 3; x > mmap; case mmap: "),
              IsEmpty());
}

TEST(CandidateHits, TablesWithoutDesignators) {
  EXPECT_THAT(hits("struct file_operations f = { NULL, my_read, };\n"
                   "static const struct file_operations __ro\n"
                   "  g[] = {\n{ /* first */ THIS_MODULE, }, };\n"),
              ElementsAre("1:positional", "2:positional"));
  EXPECT_THAT(hits("struct file_operations f = { .open = o };\n"
                   "struct file_operations g = {};\n"
                   "struct file_operations h[] = { [1] = { .open = o } };\n"
                   "struct file_operations i = { open: o };\n"
                   "const struct file_operations *p = &f;\n"
                   "int g(struct file_operations *f) { return x = {1}; }\n"),
              IsEmpty());
}

TEST(CandidateHits, BareArgumentsCountBesideFileOperations) {
  llvm::StringRef Use = "SET_HOOK(fops, mmap);\nHOOK(mmap, f)\n";
  EXPECT_THAT(hits(Use), IsEmpty());
  EXPECT_THAT(hits("struct file_operations fops;\n" + Use.str()),
              ElementsAre("2:macro_argument", "3:macro_argument"));
}

TEST(CandidateHits, CountsLinesAndBytesOfCrlfText) {
  std::vector<std::string> Macros;
  auto Hits = candidateHits("a.c", "x\r\ny\r\n .mmap = f", Macros);
  ASSERT_EQ(Hits.size(), 1u);
  EXPECT_EQ(Hits[0].Line, 3u);
  EXPECT_EQ(Hits[0].Offset, 8u);
}

TEST(CandidateHits, NamesTheMacroThatHoldsTheTable) {
  std::vector<std::string> Macros;
  candidateHits("a.h",
                "#define PLAIN .mmap = f\n"
                "# define FOPS(name) \\\r\n"
                "\tstatic const struct file_operations name = { \\\r\n"
                "\t\t.mmap = name##_mmap, \\\r\n"
                "\t}\r\n"
                "#define READS(f) ((f)->mmap)\n"
                ".mmap = outside\n",
                Macros);
  EXPECT_THAT(Macros, ElementsAre("PLAIN", "FOPS"));
}

class CandidateSearchTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "struct file_operations;\n");
  }
  CandidateSet search(unsigned Jobs = 2) {
    return searchCandidates(llvm::cantFail(KernelTree::open(Folder.path())),
                            Jobs);
  }
  TemporaryFolder Folder;
};

TEST_F(CandidateSearchTest, FollowsTableMacrosThroughMacros) {
  Folder.write("include/fops.h",
               "#define BASE_FOPS .open = o, \\\n"
               "\t.mmap = base_mmap\n"
               "#define MAKE_FOPS(n) \\\n"
               "\tstruct file_operations n = { BASE_FOPS }\n");
  Folder.write("drivers/a.c", "MAKE_FOPS(a_fops);\n");
  Folder.write("drivers/b.c",
               "struct file_operations b = {\n\tBASE_FOPS,\n};\n");
  Folder.write("drivers/c.c", "#ifdef BASE_FOPS\n#endif\nint MAKE_FOPS_2;\n");
  CandidateSet Set = search();
  EXPECT_THAT(Set.TableMacros, ElementsAre("BASE_FOPS", "MAKE_FOPS"));
  EXPECT_THAT(Set.Sources, ElementsAre("drivers/a.c", "drivers/b.c"));
  EXPECT_THAT(Set.Headers, ElementsAre("include/fops.h"));
  ASSERT_EQ(Set.Hits.size(), 6u);
  EXPECT_EQ(Set.Hits[0].Path, "drivers/a.c");
  EXPECT_EQ(Set.Hits[0].Kind, HitKind::TableMacro);
  // b.c: the table without a designator, and the macro in it.
  EXPECT_EQ(Set.Hits[1].Kind, HitKind::Positional);
  EXPECT_EQ(Set.Hits[2].Line, 2u);
  EXPECT_EQ(Set.Hits[2].Kind, HitKind::TableMacro);
}

TEST_F(CandidateSearchTest, LeavesOutWhatIsNotTheKernel) {
  const char Table[] = "struct file_operations f = { .mmap = m };\n";
  for (const char *Name :
       {"tools/a.c", "Documentation/a.c", "scripts/a.c", ".git/a.c",
        "samples/a.c", "drivers/tools/a.c", "drivers/a.S"})
    Folder.write(Name, Table);
  TemporaryFolder Outside;
  Outside.write("a.c", Table);
  ASSERT_EQ(
      ::symlink(Outside.path().c_str(), Folder.path("drivers/linked").c_str()),
      0);
  ASSERT_EQ(::symlink(Outside.path("a.c").c_str(),
                      Folder.path("drivers/b.c").c_str()),
            0);
  EXPECT_THAT(search().Sources,
              ElementsAre("drivers/tools/a.c", "samples/a.c"));
}

TEST_F(CandidateSearchTest, SameResultForAnyNumberOfThreads) {
  for (unsigned I = 0; I != 50; ++I)
    Folder.write("drivers/d" + std::to_string(I) + ".c",
                 "struct file_operations f = { .mmap = m };\nf.mmap = g;\n");
  CandidateSet One = search(1), Eight = search(8);
  EXPECT_EQ(One.Sources, Eight.Sources);
  EXPECT_EQ(One.FilesRead, 51u);
  EXPECT_EQ(One.BytesRead, Eight.BytesRead);
  ASSERT_EQ(One.Hits.size(), 100u);
  for (size_t I = 0; I != 100; ++I) {
    EXPECT_EQ(One.Hits[I].Path, Eight.Hits[I].Path);
    EXPECT_EQ(One.Hits[I].Offset, Eight.Hits[I].Offset);
  }
}

TEST_F(CandidateSearchTest, FindsDefinitions) {
  Folder.write("a.c", "int f(struct file *file,\n      struct vma *vma)\n{\n}\n"
                      "int g(int x) __must_hold(lock)\n{ if (h(x)) { } }\n");
  Folder.write("b.c", "int f(void);\nint y = f(1);\nint h(int x)\n{ f(x); }\n");
  Folder.write("c.h", "static inline int f(void) { return 0; }\n");
  auto Found = findFunctionDefinitions(
      llvm::cantFail(KernelTree::open(Folder.path())), {"f", "g", "h", "k"}, 2);
  EXPECT_THAT(Found["f"], ElementsAre("a.c", "c.h"));
  EXPECT_THAT(Found["g"], ElementsAre("a.c"));
  EXPECT_THAT(Found["h"], ElementsAre("b.c"));
  EXPECT_EQ(Found.count("k"), 0u);
}

/// grep is the reference: it knows no macros, no positions and no threads.
TEST(CandidateSearchRealTree, FindsWhatGrepFinds) {
  const char *Root = std::getenv("PREMAP_LINUX_TREE");
  ASSERT_TRUE(Root) << "set PREMAP_LINUX_TREE; test.sh does";
  KernelTree Tree = llvm::cantFail(KernelTree::open(Root));
  Process Grep;
  Grep.Argv = {"grep",
               "-rlE",
               "--include=*.c",
               "--include=*.h",
               "--exclude-dir=tools",
               "--exclude-dir=scripts",
               "--exclude-dir=Documentation",
               "--exclude-dir=usr",
               "(\\.|->)(mmap(_prepare)?|(fb|proc)_mmap)[[:space:]]*=[^=]",
               Tree.root()};
  Grep.Environment = {"LC_ALL=C"};
  ProcessResult Result = llvm::cantFail(runProcess(Grep));
  llvm::SmallVector<llvm::StringRef> Lines;
  llvm::StringRef(Result.Out).split(Lines, '\n', -1, /*KeepEmpty=*/false);
  std::set<std::string> Expected, Found;
  for (llvm::StringRef Line : Lines)
    Expected.insert(Line.drop_front(Tree.root().size() + 1).str());

  CandidateSet Set = searchCandidates(Tree, 2);
  EXPECT_THAT(Set.Unread, IsEmpty());
  for (const CandidateHit &Hit : Set.Hits)
    if (Hit.Kind == HitKind::Initialiser || Hit.Kind == HitKind::Assignment)
      Found.insert(Hit.Path);
  EXPECT_GT(Expected.size(), 400u);
  EXPECT_THAT(Found, testing::IsSupersetOf(Expected));
  // Spaces inside of `. mmap` and old initialisers are rare.
  EXPECT_LE(Found.size(), Expected.size() + 5);
  // The tables of graphics drivers are in these macros of headers.
  EXPECT_THAT(Set.TableMacros,
              testing::IsSupersetOf({"DEFINE_DRM_GEM_FOPS", "DRM_GEM_FOPS",
                                     "DEFINE_DRM_ACCEL_FOPS"}));
}

} // namespace
} // namespace premap
