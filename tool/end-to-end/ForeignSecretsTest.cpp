// Trees, patches and compile commands of strangers that name a file of the
// user's: premap must neither read it nor say what is in it.
#include "ForeignTree.h"

using namespace premap::clitest;

namespace {

class ForeignSecrets : public Foreign {
protected:
  void SetUp() override { write(secret(), "hunter2 is the word;\n"); }

  static std::string secret() { return scratch("home/secret.h"); }
  static std::string late() { return tree() + "/drivers/char/late.c"; }

  /// Fails if \p R tells what is in the secret file.
  static void expectKept(const premap::ProcessResult &R) {
    EXPECT_FALSE(has(R.Out, "hunter2")) << R.Out;
    EXPECT_FALSE(has(R.Err, "hunter2")) << R.Err;
  }
  /// Fails unless the secret file is named, and why it was not read.
  static void expectRefused(const premap::ProcessResult &R) {
    expectKept(R);
    EXPECT_EQ(R.Status, 3) << R.Out << R.Err;
    EXPECT_TRUE(has(R.Out, "secret.h' is not read: it is outside of the tree"))
        << R.Out << R.Err;
  }
  /// `verify --new` with \p Text before the good conversion of late.c.
  static premap::ProcessResult verifyWith(const std::string &Text) {
    write(scratch("new.c"), Text + read(convertedLate()));
    return verify({"--new", "drivers/char/late.c=" + scratch("new.c")});
  }
};

/// Puts a text into a file as long as it lives.
class Replaced {
public:
  Replaced(std::string Path, const std::string &Text)
      : Path(std::move(Path)), Old(read(this->Path)) {
    write(this->Path, Text);
  }
  ~Replaced() { write(Path, Old); }

private:
  std::string Path, Old;
};

} // namespace

TEST_F(ForeignSecrets, IncludesOfAChangedTextStayInTheTree) {
  std::string Relative = fs::relative(secret(), tree() + "/drivers/char");
  EXPECT_EQ(verifyWith("").Status, 0);
  expectRefused(verifyWith("#include \"" + secret() + "\"\n"));
  expectRefused(verifyWith("#include \"" + Relative + "\"\n"));
  expectRefused(verifyWith("#include \"/proc/self/root" + secret() + "\"\n"));
  expectRefused(verifyWith("static const char word[] = {\n#embed \"" +
                           secret() + "\"\n};\n"));
}

/// Not even whether it is there.
TEST_F(ForeignSecrets, QuestionsAreAnsweredAsIfNothingWereThere) {
  for (const char *Ask : {"__has_include", "__has_embed"}) {
    premap::ProcessResult R =
        verifyWith(std::string("#if ") + Ask + "(\"" + secret() +
                   "\")\n#error it is there\n#endif\n");
    EXPECT_EQ(R.Status, 0) << R.Out << R.Err;
  }
}

TEST_F(ForeignSecrets, LinksInTheTreeLeadNowhereElse) {
  fs::path Link = tree() + "/drivers/char/leak.h";
  fs::create_symlink(secret(), Link);
  premap::ProcessResult R = verifyWith("#include \"leak.h\"\n");
  fs::remove(Link);
  expectKept(R);
  EXPECT_EQ(R.Status, 3) << R.Out << R.Err;
  EXPECT_TRUE(has(R.Out, "leak.h' is not read: it is outside of the tree"))
      << R.Out;
}

TEST_F(ForeignSecrets, TheTreesOwnTextHasNoMoreRights) {
  Replaced Driver(late(), "#include \"" + secret() + "\"\n" + read(late()));
  for (const char *Format : {"text", "json"})
    expectRefused(premap::clitest::premap(
        {"scan", tree(), "-p", build(), "-q", "--output", Format}));
  expectRefused(
      premap::clitest::premap({"explain", tree(), "late_mmap", "-p", build(),
                               "-q", "--target-api", "7.1"}));
}

TEST_F(ForeignSecrets, CompileCommandsHaveNoMoreRights) {
  std::string Path = build() + "/x86_64/compile_commands.json";
  json Database = json::parse(read(Path));
  for (json &Entry : Database)
    if (has(Entry.at("file"), "late.c"))
      for (const std::string &Word : {std::string("-include"), secret()})
        Entry.at("arguments").push_back(Word);
  Replaced Commands(Path, Database.dump());
  expectRefused(premap::clitest::premap({"scan", tree(), "-p", build(), "-q"}));
}

TEST_F(ForeignSecrets, SettingsAreNoLinkOutOfTheTree) {
  fs::path Settings = tree() + "/.premap.yaml";
  fs::create_symlink(secret(), Settings);
  premap::ProcessResult R = verifyPatch("right-late.patch");
  fs::remove(Settings);
  expectKept(R);
  EXPECT_EQ(R.Status, 2) << R.Out;
  EXPECT_TRUE(has(R.Err, ".premap.yaml: it is a link out of the tree"))
      << R.Err;
}

TEST_F(ForeignSecrets, APatchMakesNoLinks) {
  write(scratch("link.patch"),
        "diff --git a/drivers/char/mmap.c b/drivers/char/mmap.c\n"
        "new file mode 120000\n--- /dev/null\n+++ b/drivers/char/mmap.c\n"
        "@@ -0,0 +1 @@\n+" +
            secret() + "\n\\ No newline at end of file\n");
  premap::ProcessResult R = verify({"--patch", scratch("link.patch")});
  expectKept(R);
  EXPECT_EQ(R.Status, 2) << R.Out;
  EXPECT_TRUE(has(R.Err, "makes a link of drivers/char/mmap.c")) << R.Err;
}

/// What is allowed is asked of the files, not of their names.
TEST_F(ForeignSecrets, ATreeBehindALinkIsReadAsItself) {
  fs::path Link = scratch("link-to-tree");
  fs::create_directory_symlink(tree(), Link);
  premap::ProcessResult Direct =
      premap::clitest::premap({"scan", tree(), "-p", build(), "-q"});
  premap::ProcessResult R =
      premap::clitest::premap({"scan", Link.string(), "-p", build(), "-q"});
  EXPECT_EQ(R.Out, Direct.Out);
  EXPECT_EQ(R.Status, Direct.Status) << R.Err;
  fs::remove(Link);
}

/// A terminal obeys what a text says to it.
TEST_F(ForeignSecrets, EscapeSequencesAreShown) {
  premap::ProcessResult R = verifyWith("#error \x1b[31mred\n");
  EXPECT_FALSE(has(R.Out + R.Err, "\x1b")) << R.Out << R.Err;
  std::string Path = tree() + "/drivers/char/a\x1b[2J\nb.c";
  write(Path, read(late()));
  R = premap::clitest::premap({"scan", tree(), "-p", build(), "-q"});
  fs::remove(Path);
  EXPECT_EQ(R.Status, 3) << R.Err;
  EXPECT_FALSE(has(R.Out + R.Err, "\x1b")) << R.Out << R.Err;
  EXPECT_TRUE(has(R.Out, "drivers/char/a\\x1b[2J\\x0ab.c")) << R.Out;

  write(scratch("name.patch"),
        "diff --git \"a/drivers/a\\033b.c\" \"b/drivers/a\\033b.c\"\n"
        "new file mode 100644\n--- /dev/null\n"
        "+++ \"b/drivers/a\\033b.c\"\n@@ -0,0 +1 @@\n+int mmap;\n");
  R = verify({"--patch", scratch("name.patch")});
  EXPECT_EQ(R.Status, 2) << R.Out;
  EXPECT_TRUE(has(R.Err, "drivers/a\\x1bb.c has control characters")) << R.Err;
}
