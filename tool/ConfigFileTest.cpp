#include "tool/ConfigFile.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

namespace premap {
namespace {

class ConfigFileTest : public testing::Test {
protected:
  llvm::Expected<ConfigFile> read(llvm::StringRef Text) {
    Folder.write("c.yaml", Text);
    return readConfigFile(Folder.path("c.yaml"));
  }
  std::string errorOf(llvm::StringRef Text) {
    llvm::Expected<ConfigFile> File = read(Text);
    EXPECT_FALSE(bool(File)) << Text.str();
    return File ? "" : llvm::toString(File.takeError());
  }
  /// A line number stands between the file's name and the problem.
  std::string at(int Line) {
    return Folder.path("c.yaml") + ":" + std::to_string(Line) + ": ";
  }
  TemporaryFolder Folder;
};

TEST_F(ConfigFileTest, ReadsAllThatThereIs) {
  llvm::Expected<ConfigFile> File = read("verify:\n"
                                         "  resources:\n"
                                         "    foo_dev_get: foo_dev_put\n"
                                         "    foo_dev_tryget: foo_dev_put\n"
                                         "  seconds: 7\n"
                                         "  paths: 1000\n"
                                         "  loop-bound: 5\n");
  ASSERT_TRUE(bool(File)) << llvm::toString(File.takeError());
  EXPECT_THAT(File->Resources,
              ElementsAre(Pair("foo_dev_get", "foo_dev_put"),
                          Pair("foo_dev_tryget", "foo_dev_put")));
  EXPECT_EQ(File->Budget.Seconds, 7u);
  EXPECT_EQ(File->Budget.Paths, 1000u);
  EXPECT_EQ(File->Budget.LoopBound, 5u);
}

TEST_F(ConfigFileTest, PrefixesAreOfPaths) {
  llvm::Expected<ConfigFile> File = read("prefix:\n"
                                         "  drivers/foo: \"misc: foo\"\n"
                                         "  fs/a.c: afs\n");
  ASSERT_TRUE(bool(File)) << llvm::toString(File.takeError());
  EXPECT_THAT(File->Prefixes, ElementsAre(Pair("drivers/foo", "misc: foo"),
                                          Pair("fs/a.c", "afs")));
  EffectiveConfig Config;
  Config.Prefixes = File->Prefixes;
  llvm::Expected<ConfigFile> Again = read(dumpConfig(Config));
  ASSERT_TRUE(bool(Again)) << llvm::toString(Again.takeError());
  EXPECT_EQ(Again->Prefixes, Config.Prefixes);
  EXPECT_THAT(errorOf("prefix:\n  fs: \": \"\n"),
              HasSubstr("cannot begin a subject"));
}

/// LLVM's reader calls itself for each level.
TEST_F(ConfigFileTest, NestingHasAnEnd) {
  const unsigned Many = 200000;
  std::string Blocks, Maps;
  for (unsigned I = 0; I != Many; ++I) {
    Blocks += "- ";
    Maps += "{a: ";
  }
  for (const std::string &Text :
       {std::string(Many, '['), Maps, Blocks,
        "verify: " + std::string(Many, '['), "verify:\n  resources: " + Maps})
    EXPECT_THAT(errorOf(Text), HasSubstr("nested too deeply"))
        << Text.substr(0, 30);
}

TEST_F(ConfigFileTest, WhatIsNotSaidIsEmpty) {
  for (const char *Text :
       {"", "# nothing yet\n", "verify: {}\n", "verify: {resources: {}}\n"}) {
    llvm::Expected<ConfigFile> File = read(Text);
    ASSERT_TRUE(bool(File)) << Text << llvm::toString(File.takeError());
    EXPECT_THAT(File->Resources, IsEmpty());
    EXPECT_FALSE(File->Budget.Seconds || File->Budget.Paths ||
                 File->Budget.LoopBound);
  }
}

TEST_F(ConfigFileTest, MistakesAreNamedWithTheirLine) {
  auto expect = [this](const char *Text, int Line, const char *What) {
    std::string Error = errorOf(Text);
    EXPECT_EQ(Error.rfind(at(Line), 0), 0u) << Error;
    EXPECT_THAT(Error, HasSubstr(What));
    EXPECT_EQ(Error.find('\n'), std::string::npos) << Error;
  };
  expect("verify:\n  secnds: 3\n", 2, "secnds");
  expect("verfy:\n  seconds: 3\n", 1, "verfy");
  expect("verify:\n  seconds: 3\n  seconds: 4\n", 3, "seconds");
  for (const char *Bad : {"soon", "0", "-1", "3601", "2.5", "[1]"})
    expect(
        (std::string("verify:\n  paths: 3\n  seconds: ") + Bad + "\n").c_str(),
        3, Bad[0] == '[' ? "scalar" : "a whole number from 1 to 3600");
  expect("verify:\n  resources: [foo_get, foo_put]\n", 2, "not a mapping");
  expect("verify:\n  resources:\n    foo_get: [a]\n", 3, "scalar");
  expect("verify:\n  resources:\n    foo_get: foo put\n", 3, "'foo put'");
  expect("verify:\n  resources:\n    foo_get(): foo_put\n", 3, "'foo_get()'");
  expect("verify:\n  resources:\n    foo_get: foo_get\n", 3, "foo_get");
  expect("- verify\n", 1, "not a mapping");
  expect("verify:\n  resources: {foo_get: foo_put\n", 2, "Expected");
}

TEST_F(ConfigFileTest, ASecondDocumentIsNotIgnored) {
  EXPECT_THAT(errorOf("verify: {paths: 3}\n---\nverify: {paths: 4}\n"),
              HasSubstr("more than one document"));
}

TEST_F(ConfigFileTest, AFileThatCannotBeReadIsNamed) {
  for (std::string Path : {Folder.path("none.yaml"), Folder.path()}) {
    llvm::Expected<ConfigFile> File = readConfigFile(Path);
    ASSERT_FALSE(bool(File));
    EXPECT_THAT(llvm::toString(File.takeError()),
                HasSubstr("cannot read " + Path + ": "));
  }
}

TEST_F(ConfigFileTest, TheTreesOwnFileWinsThenTheNearest) {
  Folder.write("tree/Makefile", "");
  Folder.write("a/b/c/x", "");
  auto find = [this] {
    return findConfigFile(Folder.path("tree"), Folder.path("a/b/c"));
  };
  EXPECT_EQ(find(), "");
  Folder.write("a/.premap.yaml", "");
  EXPECT_EQ(find(), Folder.path("a/.premap.yaml"));
  Folder.write("a/b/c/.premap.yaml", "");
  EXPECT_EQ(find(), Folder.path("a/b/c/.premap.yaml"));
  Folder.write("tree/.premap.yaml", "");
  EXPECT_EQ(find(), Folder.path("tree/.premap.yaml"));
}

TEST_F(ConfigFileTest, TheCommandLineWinsOverTheFile) {
  Folder.write(".premap.yaml", "verify: {seconds: 7, paths: 9, "
                               "resources: {foo_get: foo_put}}\n");
  ConfigOptions Options;
  Options.Budget.Seconds = 11;
  llvm::Expected<EffectiveConfig> Config =
      effectiveConfig(Options, Folder.path());
  ASSERT_TRUE(bool(Config)) << llvm::toString(Config.takeError());
  EXPECT_EQ(Config->Source, Folder.path(".premap.yaml"));
  EXPECT_EQ(Config->Verify.MaxSeconds, 11u);
  EXPECT_EQ(Config->Verify.MaxPaths, 9u);
  EXPECT_EQ(Config->Verify.LoopBound, verify::VerifyOptions().LoopBound);
  EXPECT_THAT(Config->Verify.Resources,
              ElementsAre(Pair("foo_get", "foo_put")));

  // A file that is named stands alone.
  Folder.write("other.yaml", "verify: {loop-bound: 6}\n");
  Options.File = Folder.path("other.yaml");
  Config = effectiveConfig(Options, Folder.path());
  ASSERT_TRUE(bool(Config)) << llvm::toString(Config.takeError());
  EXPECT_EQ(Config->Verify.MaxPaths, verify::VerifyOptions().MaxPaths);
  EXPECT_EQ(Config->Verify.LoopBound, 6u);
  EXPECT_THAT(Config->Verify.Resources, IsEmpty());
}

TEST_F(ConfigFileTest, WhatIsDumpedCanBeReadAgain) {
  EffectiveConfig Config;
  Config.Verify.MaxSeconds = 31;
  Config.Verify.MaxPaths = 32;
  Config.Verify.LoopBound = 33;
  Config.Verify.Resources = {{"a_get", "a_put"}, {"b_get", "b_put"}};
  std::string Text = dumpConfig(Config);
  llvm::Expected<ConfigFile> Again = read(Text);
  ASSERT_TRUE(bool(Again)) << Text << llvm::toString(Again.takeError());
  EXPECT_EQ(Again->Budget.Seconds, 31u);
  EXPECT_EQ(Again->Budget.Paths, 32u);
  EXPECT_EQ(Again->Budget.LoopBound, 33u);
  EXPECT_EQ(Again->Resources, Config.Verify.Resources);
}

} // namespace
} // namespace premap
