#include "tool/tree/CachedJobs.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

#include <fstream>

using namespace premap;

namespace {

/// Reads a file in a worker, and counts how often by a line in a log.
class CachedJobsTest : public testing::Test {
protected:
  void SetUp() override {
    write("one", "1");
    write("two", "2");
  }
  std::string path(const std::string &Name) const { return Folder.path(Name); }
  void write(const std::string &Name, const std::string &Text) {
    std::ofstream(path(Name)) << Text;
  }
  std::string text(const std::string &Name) const {
    std::ifstream In(path(Name));
    return std::string(std::istreambuf_iterator<char>(In), {});
  }
  std::vector<JobResult> run(ResultCache Cache,
                             const std::vector<std::string> &Names) {
    std::vector<std::string> Keys;
    for (const std::string &Name : Names)
      Keys.push_back(cacheKey({Name}));
    return llvm::cantFail(runCached(Cache, Keys,
                                    [&](size_t I, FilesSeen &Seen) {
                                      std::ofstream(path("log"), std::ios::app)
                                          << Names[I] << "\n";
                                      if (Names[I] == "crash")
                                        ::abort();
                                      Seen.Files.insert(path(Names[I]));
                                      return text(Names[I]);
                                    },
                                    {}));
  }
  ResultCache later() { return ResultCache(path("cache"), 3600); }

  TemporaryFolder Folder;
};

} // namespace

TEST_F(CachedJobsTest, RunsOnlyWhatIsNotKnown) {
  run(later(), {"one"});
  std::vector<JobResult> Results = run(later(), {"two", "one"});
  EXPECT_EQ(Results[0].Bytes, "2");
  EXPECT_EQ(Results[1].Bytes, "1");
  EXPECT_EQ(text("log"), "one\ntwo\n");
}

TEST_F(CachedJobsTest, RunsAgainWhatHasChanged) {
  run(later(), {"one", "two"});
  write("two", "three");
  EXPECT_EQ(run(later(), {"one", "two"})[1].Bytes, "three");
  EXPECT_EQ(text("log"), "one\ntwo\ntwo\n");
}

TEST_F(CachedJobsTest, ACrashIsNoResultToKeep) {
  EXPECT_FALSE(run(later(), {"crash"})[0].ok());
  EXPECT_FALSE(run(later(), {"crash"})[0].ok());
  EXPECT_EQ(text("log"), "crash\ncrash\n");
}

TEST_F(CachedJobsTest, WithoutACacheEverythingRuns) {
  EXPECT_EQ(run({}, {"one"})[0].Bytes, "1");
  EXPECT_EQ(run({}, {"one"})[0].Bytes, "1");
  EXPECT_EQ(text("log"), "one\none\n");
}

static std::string keyOf(const CompileCommand &Command,
                         const VirtualFiles &Overlay = {}) {
  return parseKeys("facts", Command, Overlay).front();
}

TEST(ParseKeys, EverythingThatAParseDependsOnCounts) {
  CompileCommand Command{"/tree", "/tree/a.c", {"-O2", "a.c"}, "x86_64"};
  std::string Key = keyOf(Command);
  EXPECT_EQ(keyOf(Command), Key);
  CompileCommand Other = Command;
  Other.Arguments = {"-O2a.c"};
  EXPECT_NE(keyOf(Other), Key);
  Other = Command;
  Other.Arch = "arm64";
  EXPECT_NE(keyOf(Other), Key);
  Other = Command;
  Other.Directory = "/else";
  EXPECT_NE(keyOf(Other), Key);
  Other = Command;
  Other.BestEffort = true;
  EXPECT_NE(keyOf(Other), Key);
  Other = Command;
  Other.Folders = {"/tree"};
  EXPECT_NE(keyOf(Other), Key);
  EXPECT_NE(keyOf(Command, {{"/tree/a.c", "int a;"}}), Key);
  EXPECT_NE(parseKeys("features", Command, {}).front(), Key);
}

TEST(ParseKeys, AnArgumentIsNoFolder) {
  CompileCommand One{"/t", "/t/a.c", {"a", ""}, "", false, {"b"}};
  CompileCommand Two{"/t", "/t/a.c", {"a"}, "", false, {"", "b"}};
  EXPECT_NE(keyOf(One), keyOf(Two));
}
