#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

struct Tables {
  std::string Fops, Unused, Used, Device;
};

/// What the verdict takes for granted of a text that changes the tables.
std::string unseen(const Tables &Old, const Tables &New) {
  auto text = [](const Tables &T, bool Prepare) {
    std::string Text = R"(
#include "kernel.h"
static int first_open(struct inode *i, struct file *f) { return 0; }
static int other_open(struct inode *i, struct file *f) { return -ENODEV; }
static void first_close(struct vm_area_struct *vma) { }
static void other_close(struct vm_area_struct *vma) { }
static const struct vm_operations_struct used_ops = { USED };
const struct vm_operations_struct unused_ops = { UNUSED };
)";
    Text.replace(Text.find("UNUSED"), 6, T.Unused);
    Text.replace(Text.find("USED"), 4, T.Used);
    Text += Prepare ? "static int hook(struct vm_area_desc *desc)\n"
                      "{ desc->vm_ops = &used_ops; return 0; }\n"
                    : "static int hook(struct file *f,"
                      " struct vm_area_struct *vma)\n"
                      "{ vma->vm_ops = &used_ops; return 0; }\n";
    Text += "const struct file_operations my_fops = { ." +
            std::string(Prepare ? "mmap_prepare" : "mmap") + " = hook, " +
            T.Fops + " };\nconst struct file_operations no_fops = { };\n" +
            "struct { int minor; const struct file_operations *fops; }"
            " my_device = { 1, " +
            T.Device + " };\n";
    return Text;
  };
  VerifyResult R =
      verifyUnit(inputFor(text(Old, false), text(New, true))).at(0);
  for (const std::string &Assumption : R.Assumptions)
    if (Assumption.starts_with("what else has changed"))
      return Assumption;
  return "";
}

const Tables Same{".open = first_open", ".close = first_close",
                  ".close = first_close", "&my_fops"};

TEST(ChangedTables, TheHookItselfIsCompared) {
  EXPECT_EQ(unseen(Same, Same), "");
}

TEST(ChangedTables, AnotherMemberIsNamed) {
  Tables New = Same;
  New.Fops = ".open = other_open";
  EXPECT_THAT(unseen(Same, New), HasSubstr("open of my_fops"));
  New.Fops = "";
  EXPECT_THAT(unseen(Same, New), HasSubstr("open of my_fops"));
  Tables Old = Same;
  Old.Fops = "";
  EXPECT_THAT(unseen(Old, Same), HasSubstr("open of my_fops"));
}

TEST(ChangedTables, ACallbackOfTheHooksOwnTableIsCompared) {
  Tables New = Same;
  New.Used = ".close = other_close";
  EXPECT_EQ(unseen(Same, New), "");
  New = Same;
  New.Unused = ".close = other_close";
  EXPECT_THAT(unseen(Same, New), AllOf(HasSubstr("close of unused_ops"),
                                       Not(HasSubstr("used_ops,"))));
}

TEST(ChangedTables, AnArrayOfTablesIsNamed) {
  std::string More = "};\nconst struct vm_operations_struct all[] = {"
                     " { }, { .close = ";
  Tables Old = Same, New = Same;
  Old.Unused += More + "first_close }";
  New.Unused += More + "other_close }";
  EXPECT_EQ(unseen(Old, Old), "");
  EXPECT_THAT(unseen(Old, New), HasSubstr("all"));
}

TEST(ChangedTables, ATableOfAnUnknownRecordIsNamed) {
  Tables New = Same;
  New.Device = "&no_fops";
  EXPECT_THAT(unseen(Same, New), HasSubstr("my_device"));
}

} // namespace
