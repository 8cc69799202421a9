// What a change does to the other files that a hook's code leads to.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::Contains;
using testing::HasSubstr;

namespace {

/// A driver whose hooks run \p Body behind \p Head, and its sibling, whose text
/// changes from \p Before to \p After.
VerifyResult verdict(const std::string &Head, const std::string &Body,
                     const std::string &Before, const std::string &After) {
  std::string Start = "#include \"kernel.h\"\n"
                      "struct state { unsigned long size, base; };\n" +
                      Head;
  VerifyInput Input = inputFor(
      Start +
          "static int a(struct file *file, struct vm_area_struct *vma)\n"
          "{ struct state *st = file->private_data;\n" +
          Body +
          "return 0; }\n"
          "const struct file_operations my_fops = { .mmap = a };\n",
      Start +
          "static int b(struct vm_area_desc *desc)\n"
          "{ struct state *st = desc->file->private_data;\n" +
          Body +
          "return 0; }\n"
          "const struct file_operations my_fops = { .mmap_prepare = b };\n");
  Unit Sibling = Input.Main;
  Sibling.File = Sibling.Arguments.back() = "/k/sibling.c";
  Input.OldFiles[Sibling.File] = "#include \"kernel.h\"\n" + Before;
  Input.NewFiles[Sibling.File] = "#include \"kernel.h\"\n" + After;
  Input.Others.push_back(Sibling);
  std::vector<VerifyResult> R = verifyUnit(Input);
  EXPECT_EQ(R.size(), 1u);
  return R.at(0);
}

const char *Declared = "int check(unsigned long); extern int limit;\n";
const char *Checks = "if (check(st->size)) return -EINVAL;";

std::string checking(const std::string &Helper, const std::string &Asked) {
  return "int limit = 3;\n" + Helper + "int check(unsigned long n) { return " +
         Asked + "; }\n";
}

TEST(SiblingFiles, AStaticFunctionIsLookedInto) {
  auto in = [](const char *Bound) {
    return checking("static int in(unsigned long n) { return n > " +
                        std::string(Bound) + "; }\n",
                    "in(n)");
  };
  VerifyResult R = verdict(Declared, Checks, in("4"), in("5"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  R = verdict(Declared, Checks, in("4"), in("4 && n != 3"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

TEST(SiblingFiles, AStaticFunctionIsNotItsNamesake) {
  const std::string Own = "static int in(unsigned long n) { return n > 4; }\n"
                          "int used(unsigned long n) { return in(n); }\n";
  auto other = [](const char *Bound) {
    return checking("static int in(unsigned long n) { return n > " +
                        std::string(Bound) + "; }\n",
                    "in(n)");
  };
  VerifyResult R = verdict(Declared + Own, Checks, other("9"), other("8"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  // The driver's own stays what it is.
  R = verdict(Declared + Own, "if (in(st->size)) return -EINVAL;", other("9"),
              other("8"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  // A variable of that name, too.
  auto bound = [](const char *Value) {
    return checking("static const int most = " + std::string(Value) + ";\n",
                    "n > most");
  };
  const std::string Most = "static const int most = 4;\n";
  R = verdict(Declared + Most, Checks, bound("9"), bound("8"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  R = verdict(Declared + Most, "if (st->size > most) return -EINVAL;",
              bound("9"), bound("8"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

TEST(SiblingFiles, AVariableBeginsWithAnotherValue) {
  const char *Reads = "if (st->size > limit) return -EINVAL;";
  VerifyResult R =
      verdict(Declared, Reads, "int limit = 3;\n", "int limit = 4;\n");
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  EXPECT_THAT(toJson(R).dump(), HasSubstr("the initial value of limit"));
  R = verdict(Declared, Reads, "int limit = 3, more = 1;\n",
              "int limit = 3, more = 2;\n");
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  // One that nobody writes is known.
  const char *Constant = "extern const int most;\n";
  const char *Asks = "if (st->size > most) return -EINVAL;";
  R = verdict(Constant, Asks, "extern const int most; const int most = 3;\n",
              "extern const int most; const int most = 4;\n");
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

TEST(SiblingFiles, WhatIsReachedByAPointerIsNamed) {
  auto table = [](const char *Bound) {
    return "static int one(int x) { return x > " + std::string(Bound) +
           "; }\nint (*ask)(int) = one;\n";
  };
  VerifyResult R =
      verdict("extern int (*ask)(int);\n", "if (ask(st->size)) return -EINVAL;",
              table("3"), table("4"));
  EXPECT_THAT(R.Assumptions, Contains(HasSubstr("one()"))) << toJson(R).dump(1);
}

} // namespace
