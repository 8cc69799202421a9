// What a verdict says of tables that changed besides the converted hook.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

/// A record with padding, as struct file_operations has in some releases:
/// initializers have no type with a name then.
const char *Head = R"(
#include "kernel.h"
struct padded_ops {
	int (*open)(struct inode *, struct file *);
	unsigned int kind;
	int (*mmap)(struct file *, struct vm_area_struct *);
	int (*mmap_prepare)(struct vm_area_desc *);
	unsigned int flags;
};
static int my_open(struct inode *inode, struct file *file) { return 0; }
)";
const char *OldHook = "static int my_mmap(struct file *file,"
                      " struct vm_area_struct *vma) { return 0; }\n";
const char *NewHook =
    "static int my_prepare(struct vm_area_desc *desc) { return 0; }\n";

std::vector<VerifyResult> verifyTables(const std::string &Old,
                                       const std::string &New) {
  return verifyUnit(inputFor(std::string(Head) + OldHook + Old,
                             std::string(Head) + NewHook + New));
}

const char *OldTable = "const struct padded_ops my_ops = {"
                       " .open = my_open, .mmap = my_mmap, .flags = 1 };\n";

TEST(ChangedTables, AMemberThatIsLostIsNamed) {
  std::vector<VerifyResult> R =
      verifyTables(OldTable, "const struct padded_ops my_ops = {"
                             " .mmap_prepare = my_prepare, .flags = 1 };\n");
  ASSERT_EQ(R.size(), 1u);
  EXPECT_EQ(R[0].Result, Verdict::Inconclusive) << toJson(R[0]).dump(1);
  ASSERT_THAT(ids(R[0]),
              testing::ElementsAre("compat_differs", "table_changed"));
  EXPECT_THAT(R[0].Differences[1].Message, HasSubstr("open of my_ops"));
}

TEST(ChangedTables, TheConvertedHookIsNoOtherChange) {
  std::vector<VerifyResult> R =
      verifyTables(OldTable, "const struct padded_ops my_ops = { .open ="
                             " my_open, .mmap_prepare = my_prepare,"
                             " .flags = 1 };\n");
  ASSERT_EQ(R.size(), 1u);
  EXPECT_THAT(R[0].Assumptions, Not(Contains(HasSubstr("what else"))));
  EXPECT_LE(R[0].Result, Verdict::EquivalentWithDifferences);
}

TEST(ChangedTables, ANewHookIsComparedWithNothing) {
  std::vector<VerifyResult> R = verifyTables(
      OldTable, "const struct padded_ops my_ops = { .open = my_open,"
                " .mmap_prepare = my_prepare, .flags = 1 };\n"
                "const struct padded_ops raw_ops = {"
                " .mmap_prepare = my_prepare };\n");
  ASSERT_EQ(R.size(), 2u);
  EXPECT_LE(R[0].Result, Verdict::EquivalentWithDifferences);
  EXPECT_EQ(R[1].Result, Verdict::Inconclusive);
  EXPECT_EQ(R[1].Table, "raw_ops");
  EXPECT_THAT(ids(R[1]), testing::ElementsAre("no_pair"));
}

} // namespace
