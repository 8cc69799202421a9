// What runtime-model/README.md lists as assumed: each has a test on either side
// of its boundary. Those that stand nowhere else are here.
#include "verify/ByHand.h"

#include <regex>

using namespace premap::verify;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

namespace {

TEST(Assumptions, AreListedWithTheirTests) {
  std::set<std::string> Tests;
  const testing::UnitTest &All = *testing::UnitTest::GetInstance();
  for (int S = 0; S < All.total_test_suite_count(); ++S)
    for (int T = 0; T < All.GetTestSuite(S)->total_test_count(); ++T)
      Tests.insert(std::string(All.GetTestSuite(S)->name()) + "." +
                   All.GetTestSuite(S)->GetTestInfo(T)->name());
  std::string Text = readFile(PREMAP_TESTDATA "/../runtime-model/README.md");
  Text = Text.substr(Text.find("### What is assumed"));
  Text = Text.substr(0, Text.find("### What is not modelled"));
  std::size_t Rows = 0;
  std::vector<std::string> Bare, Missing;
  std::istringstream Lines(Text);
  for (std::string Line; std::getline(Lines, Line);) {
    if (!Line.starts_with("| ") || Line.starts_with("| what") ||
        Line.starts_with("| ---"))
      continue;
    ++Rows;
    static const std::regex Test(R"(`(\w+\.\w+)`)");
    std::size_t Column = Line.rfind(" | ");
    std::string Named = Line.substr(Column);
    std::sregex_iterator I(Named.begin(), Named.end(), Test), End;
    if (I == End)
      Bare.push_back(Line);
    for (; I != End; ++I)
      if (!Tests.count((*I)[1]))
        Missing.push_back((*I)[1]);
  }
  EXPECT_GE(Rows, 10u);
  EXPECT_THAT(Bare, IsEmpty());
  EXPECT_THAT(Missing, IsEmpty());
}

TEST(Assumptions, AReadHasNoEffect) {
  const char *Read = "(void)st->doorbell; ";
  expectEqual(sameBody("", Read, "", ""));
  // A function that reads may do anything else.
  const char *Head = "unsigned int ring(struct state *);\n";
  expectDifferent(sameBody(Head, "(void)ring(st);", Head, ""),
                  "effect_missing");
}

TEST(Assumptions, ATableOfAnotherFileHasNoMapped) {
  std::string Extern = "extern const struct vm_operations_struct its_ops;\n";
  std::string Here =
      "static int my_mapped(unsigned long start, unsigned long end,"
      " pgoff_t pgoff, const struct file *file, void **data)\n"
      "{ return -EPERM; }\n"
      "static const struct vm_operations_struct its_ops ="
      " { .mapped = my_mapped };\n";
  auto hooks = [](const std::string &NewHead) {
    return Change{"extern const struct vm_operations_struct its_ops;\n",
                  "vma->vm_ops = &its_ops;", NewHead,
                  "desc->vm_ops = &its_ops;"};
  };
  VerifyResult R = verifyChange(hooks(Extern));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(R.Assumptions,
              Contains(testing::HasSubstr("defined in another file")));
  expectDifferent(hooks(Here), "now_fails");
}

TEST(Assumptions, WhoAsksIsTheSameUntilTheCredentialsChange) {
  const char *Head = "const void *override_creds(struct state *);\n"
                     "void revert_creds(const void *);\n"
                     "int other(struct state *);\n";
  const std::string Override = "const void *was = override_creds(st);",
                    Revert = "revert_creds(was);",
                    May = "bool may = capable(21);",
                    Check = "if (!may) return -EPERM;";
  expectDifferent(sameBody(Head, Override + May + Revert + Check, Head,
                           Override + Revert + May + Check),
                  "now_fails");
  expectEqual(sameBody(Head, Override + May + Revert + Check, Head,
                       Override + May + Revert + Check));
  expectEqual(sameBody(Head, May + "other(st);" + Check, Head,
                       "other(st);" + May + Check));
}

TEST(Assumptions, AnOpenFileKeepsWhatItPointsTo) {
  std::string Head = "int change(struct file *); int change_state(struct state"
                     " *);\n";
  auto body = [](const std::string &Call, const std::string &Read,
                 const std::string &Again) {
    return Read + Call + "if (" + Again + " > 7) return -EINVAL;";
  };
  const std::string Old = "struct state *s = file->private_data;",
                    New = "struct state *s = desc->file->private_data;";
  const std::string Reread =
      "((struct state *)desc->file->private_data)->users";
  // The state changes, which pointer leads there does not.
  expectEqual(sameBody(Head, body("change_state(st);", Old, "s->users"), Head,
                       body("change_state(st);", "", Reread)));
  VerifyResult R =
      verifyChange(sameBody(Head, body("change(file);", Old, "s->users"), Head,
                            body("change(desc->file);", "", Reread)));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

TEST(Assumptions, AMergeKeepsWhatTheNeighbourHas) {
  auto hook = [](const char *Old, const char *New) {
    return verifyChange(sameBody("", Old, "", New));
  };
  EXPECT_THAT(
      ids(hook("vma->vm_private_data = st;", "desc->private_data = st;")),
      Not(Contains("private_data_on_merge")));
  VerifyResult R = hook("vma->vm_private_data = (void *)vma->vm_pgoff;",
                        "desc->private_data = (void *)desc->pgoff;");
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("private_data_on_merge"));
}

/// A body that is one expression is read; any other is unknown.
TEST(Assumptions, AHeaderFunctionThatReturnsAnExpressionOnlyReads) {
  auto verdict = [](const std::string &Body, bool Twice) {
    auto text = [&](bool New) {
      std::string Ask = "if (room(st) > 9) return -EINVAL;";
      return "#include \"kernel.h\"\nstruct my { unsigned long size; };\n"
             "#include \"my.h\"\n" +
             std::string(
                 New ? "static int b(struct vm_area_desc *desc)\n"
                       "{ struct my *st = desc->file->private_data;\n"
                     : "static int a(struct file *f, struct vm_area_struct *v)"
                       "\n{ struct my *st = f->private_data;\n") +
             Ask + (New && Twice ? Ask : "") +
             "return 0; }\nconst struct file_operations my_fops = { " +
             (New ? ".mmap_prepare = b" : ".mmap = a") + " };\n";
    };
    VerifyInput Input = inputFor(text(false), text(true));
    for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
      (*Files)["/k/include/my.h"] =
          "int count(void);\nstatic inline unsigned long room(struct my *m) {" +
          Body + "}\n";
    return verifyUnit(Input).at(0).Result;
  };
  EXPECT_LE(verdict("return m->size;", true),
            Verdict::EquivalentWithDifferences);
  EXPECT_EQ(verdict("m->size++; return m->size;", true), Verdict::Different);
  EXPECT_EQ(verdict("return m->size + count();", true), Verdict::Different);
  EXPECT_LE(verdict("m->size++; return m->size;", false),
            Verdict::EquivalentWithDifferences);
}

} // namespace
