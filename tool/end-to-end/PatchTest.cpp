// `premap verify --patch` and `--new`: the forms that a change may have, and
// those that it may not.
#include "ForeignTree.h"

using namespace premap::clitest;

TEST_F(Foreign, AMailboxIsAppliedInOrder) {
  std::vector<std::string> Mails{"--patch", Patches + "/two.mbox", "--output",
                                 "json", "-j"};
  auto with = [&](const char *Jobs) {
    std::vector<std::string> Arguments = Mails;
    Arguments.push_back(Jobs);
    return verify(Arguments);
  };
  premap::ProcessResult R = with("1");
  EXPECT_EQ(R.Status, 4) << R.Err;
  json Handlers = json::parse(R.Out).at("handlers");
  ASSERT_EQ(Handlers.size(), 2u) << R.Out;
  EXPECT_EQ(Handlers[0].at("id"), "drivers/char/late.c:late_mmap");
  EXPECT_EQ(Handlers[0].at("verdict"), "equivalent");
  EXPECT_EQ(Handlers[1].at("id"), "drivers/history/rofile.c:rofile_mmap");
  EXPECT_EQ(Handlers[1].at("verdict"), "different");
  EXPECT_EQ(with("3").Out, R.Out);

  // For people, what both verdicts assume is said once.
  std::string Text = verify({"--patch", Patches + "/two.mbox"}).Out;
  size_t First = Text.find("another thread changes memory");
  EXPECT_NE(First, std::string::npos) << Text;
  EXPECT_EQ(Text.find("another thread changes memory", First + 1),
            std::string::npos)
      << Text;
  EXPECT_LT(Text.find("The verdicts assume that"), First) << Text;

  // Of the two only the good one.
  EXPECT_EQ(verify({"late_mmap", "--patch", Patches + "/two.mbox"}).Status, 0);
}

/// As a mail program saves it: no line "From ", quoted-printable.
TEST_F(Foreign, AMailIsDecoded) {
  std::string Encoded;
  for (char C : read(Patches + "/wrong-any-for-all.patch"))
    Encoded += C == '=' ? "=3D" : C == '\t' ? "=09" : std::string(1, C);
  write(scratch("one.eml"), "Subject: [PATCH] history: rofile\n"
                            "From: Somebody <somebody@example.org>\n"
                            "Content-Type: text/plain; charset=UTF-8\n"
                            "Content-Transfer-Encoding: quoted-printable\n\n"
                            "One flag is enough.\n---\n" +
                                Encoded);
  premap::ProcessResult R =
      verify({"--patch", scratch("one.eml"), "--output", "json"});
  EXPECT_EQ(R.Status, 4) << R.Err;
  EXPECT_EQ(handler(R).at("id"), "drivers/history/rofile.c:rofile_mmap");
}

/// The new text is compared with the old one under the old name, which is what
/// has a compile command; a name in between does not count.
TEST_F(Foreign, ARenamedFileIsFollowed) {
  std::string Body = read(Patches + "/wrong-any-for-all.patch");
  auto moved = [](const std::string &From, const std::string &To) {
    return "diff --git a/" + From + " b/" + To +
           "\nsimilarity index 100%\nrename from " + From + "\nrename to " +
           To + "\n";
  };
  const std::string Old = "drivers/history/rofile.c",
                    Between = "drivers/history/between.c",
                    New = "drivers/history/readonly.c";
  auto mail = [](const std::string &Patch) {
    return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 "
           "2001\nFrom: Somebody <somebody@example.org>\nSubject: [PATCH] x\n"
           "\nText.\n---\n" +
           Patch + "--\n2.39.5\n\n";
  };
  for (size_t At = 0; (At = Body.find(Old, At)) != std::string::npos;)
    Body.replace(At, Old.size(), New);
  write(scratch("moved.mbox"),
        mail(moved(Old, Between)) + mail(moved(Between, New)) + mail(Body));
  premap::ProcessResult R =
      verify({"--patch", scratch("moved.mbox"), "--output", "json"});
  EXPECT_EQ(R.Status, 4) << R.Out << R.Err;
  EXPECT_EQ(handler(R).at("id"), "drivers/history/rofile.c:rofile_mmap");

  // A new name alone changes nothing.
  write(scratch("name.patch"), moved(Old, New));
  R = verify({"--patch", scratch("name.patch")});
  EXPECT_EQ(R.Status, 0) << R.Err;
  EXPECT_TRUE(has(R.Out, "0 handlers")) << R.Out;
}

/// Only the texts before the first and after the last patch count.
TEST_F(Foreign, ASeriesMayMendItself) {
  std::string Wrong = read(Patches + "/wrong-any-for-all.patch");
  std::string Fix = "--- a/drivers/history/rofile.c\n"
                    "+++ b/drivers/history/rofile.c\n"
                    "@@ -19,3 +19,3 @@\n {\n"
                    "-\tif (vma_desc_test_any(desc, VMA_SHARED_BIT, "
                    "VMA_MAYWRITE_BIT))\n"
                    "+\tif (vma_desc_test_all(desc, VMA_SHARED_BIT, "
                    "VMA_MAYWRITE_BIT))\n"
                    " \t\treturn -EINVAL;\n";
  std::string Mails;
  for (const std::string &Patch : {Wrong, Fix})
    Mails += "From 0123456789012345678901234567890123456789 Mon Sep 17 "
             "00:00:00 2001\nFrom: Somebody <somebody@example.org>\n"
             "Subject: [PATCH] x\n\nText.\n---\n" +
             Patch + "--\n2.39.5\n\n";
  write(scratch("mended.mbox"), Mails);
  premap::ProcessResult R = verify({"--patch", scratch("mended.mbox")});
  EXPECT_EQ(R.Status, 0) << R.Out << R.Err;
}

TEST_F(Foreign, APatchThatDoesNotApplyIsAUsageError) {
  std::string Text = read(Patches + "/right-bar.patch");
  size_t At = Text.find("container_of(file->");
  ASSERT_NE(At, std::string::npos);
  Text.replace(At, 12, "contained_in");
  write(scratch("stale.patch"), Text);
  premap::ProcessResult R = verify({"--patch", scratch("stale.patch")});
  EXPECT_EQ(R.Status, 2);
  EXPECT_EQ(R.Out, "");
  for (const char *Part : {"stale.patch does not apply", "drivers/char/bar.c"})
    EXPECT_TRUE(has(R.Err, Part)) << R.Err;

  write(scratch("prose.patch"), "This is no patch at all.\n");
  R = verify({"--patch", scratch("prose.patch")});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "prose.patch is no patch")) << R.Err;

  std::string Mails = read(Patches + "/two.mbox");
  write(scratch("cover.mbox"), Mails.substr(0, Mails.find("\nFrom 3b5")));
  R = verify({"--patch", scratch("cover.mbox")});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "holds no patch")) << R.Err;

  R = verify({"--patch", scratch("none.patch")});
  EXPECT_EQ(R.Status, 2);
  EXPECT_TRUE(has(R.Err, "none.patch")) << R.Err;
}

TEST_F(Foreign, APatchWithoutAHookSaysSo) {
  premap::ProcessResult R = verifyPatch("no-hook.patch");
  EXPECT_EQ(R.Status, 0) << R.Err;
  for (const char *Part :
       {"note: drivers/char/hits.c sets no mmap hook",
        "note: init/version.c does not speak of mappings", "0 handlers"})
    EXPECT_TRUE(has(R.Out, Part)) << Part << " is not in\n" << R.Out;
}

TEST_F(Foreign, AFileThatIsNotCompiledIsIncomplete) {
  premap::ProcessResult R = verifyPatch("not-compiled.patch");
  EXPECT_EQ(R.Status, 3) << R.Err;
  for (const char *Part :
       {"drivers/char/legacybus.c", "not_compiled", "CONFIG_LEGACY_BUS"})
    EXPECT_TRUE(has(R.Out, Part)) << Part << " is not in\n" << R.Out;
  R = verifyPatch("not-compiled.patch", {"--output", "json"});
  EXPECT_EQ(handler(R).at("state"), "not_compiled");
  EXPECT_TRUE(handler(R).at("verdict").is_null());
}

TEST_F(Foreign, WhatNothingCompilesIsComparedOnDemand) {
  premap::ProcessResult R = verifyPatch("best-effort-right.patch");
  EXPECT_EQ(R.Status, 3) << R.Err;
  EXPECT_TRUE(has(R.Out, "--best-effort")) << R.Out;

  R = verifyPatch("best-effort-right.patch",
                  {"--best-effort", "--output", "json"});
  EXPECT_EQ(R.Status, 0) << R.Out << R.Err;
  EXPECT_EQ(handler(R).at("id"), "drivers/char/legacybus.c:legacybus_mmap");
  // Without vm_ops, as in RightConversionsPass.
  EXPECT_EQ(handler(R).at("verdict"), "equivalent_with_differences") << R.Out;
  EXPECT_EQ(idsOf(handler(R)), std::vector<std::string>{"compat_differs"});
  EXPECT_EQ(handler(R).at("best_effort"), true);

  R = verifyPatch("best-effort-wrong.patch",
                  {"--best-effort", "--output", "json"});
  EXPECT_EQ(R.Status, 4) << R.Out << R.Err;
  EXPECT_EQ(handler(R).at("verdict"), "different") << R.Out;
}

TEST_F(Foreign, NewTextsStandForFilesOfTheTree) {
  std::string New = "drivers/char/late.c=" + convertedLate();
  for (const char *Name :
       {"late_mmap", "late_mmap_prepare", "drivers/char/late.c:late_mmap"}) {
    premap::ProcessResult R = verify({Name, "--new", New, "--output", "json"});
    EXPECT_EQ(R.Status, 0) << Name << R.Err;
    EXPECT_EQ(handler(R).at("verdict"), "equivalent") << Name;
  }
  // Any spelling of the path.
  EXPECT_EQ(
      verify({"--new", "drivers/./char//late.c=" + convertedLate()}).Status, 0);
  std::string Wrong = read(convertedLate());
  size_t At = Wrong.find("-EINVAL");
  ASSERT_NE(At, std::string::npos);
  Wrong.replace(At, 7, "-ENODEV");
  write(scratch("late.c"), Wrong);
  EXPECT_EQ(
      verify({"late_mmap", "--new", "drivers/char/late.c=" + scratch("late.c")})
          .Status,
      4);
}

TEST_F(Foreign, WrongUseIsNamed) {
  std::string New = "drivers/char/late.c=" + convertedLate();
  auto expect = [](const std::vector<std::string> &Arguments,
                   const std::string &Part) {
    premap::ProcessResult R = verify(Arguments);
    EXPECT_EQ(R.Status, 2) << Part << R.Out;
    EXPECT_TRUE(has(R.Err, Part)) << Part << " is not in\n" << R.Err;
    EXPECT_EQ(R.Out, "");
  };
  expect({"--new", "drivers/char/late.c=" + scratch("none.c")}, "none.c");
  expect({"--new", "drivers/char/none.c=" + convertedLate()},
         "drivers/char/none.c");
  expect({"--new", "../outside.c=" + convertedLate()}, "outside of the tree");
  expect({"--new", "/etc/passwd=" + convertedLate()}, "outside of the tree");
  expect({"--new", New, "--new", New}, "twice");
  expect({"--new", "late.c"}, "PATH=FILE");
  expect({"nobody_mmap", "--new", New}, "nobody_mmap");
  // One that is there does not hide one that is not.
  expect({"late_mmap", "nobody_mmap", "--new", New}, "nobody_mmap");
  expect({"drivers/char/bar.c:late_mmap", "--new", New},
         "drivers/char/bar.c:late_mmap");
  expect({"--new", New, "--patch", Patches + "/right-late.patch"}, "either");
}

/// A build may reach the tree through a link; its commands must still read the
/// new text, or everything would be equivalent.
TEST_F(Foreign, TheBuildsNameOfTheTreeDoesNotMatter) {
  fs::create_directory_symlink(tree(), scratch("link"));
  json Commands = json::parse(read(build() + "/x86_64/compile_commands.json"));
  std::string Text = Commands.dump();
  for (size_t At = 0; (At = Text.find(tree() + "/", At)) != std::string::npos;)
    Text.replace(At, tree().size(), scratch("link"));
  write(scratch("own/compile_commands.json"), Text);
  premap::ProcessResult R = premap::clitest::premap(
      {"verify", tree(), "--patch", Patches + "/wrong-any-for-all.patch", "-p",
       scratch("own"), "-q", "--target-api", "7.1"});
  EXPECT_EQ(R.Status, 4) << R.Out << R.Err;

  // So does the database that lies in the tree, if it is named.
  fs::copy(scratch("own/compile_commands.json"), tree());
  R = premap::clitest::premap({"verify", tree(), "--patch",
                               Patches + "/wrong-any-for-all.patch", "-p",
                               tree(), "-q", "--target-api", "7.1"});
  fs::remove(tree() + "/compile_commands.json");
  EXPECT_EQ(R.Status, 4) << R.Out << R.Err;
}
