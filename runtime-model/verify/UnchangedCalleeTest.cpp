// Two hooks with a vma, around functions that did not change.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using testing::Contains;
using testing::IsEmpty;

namespace premap::verify {
namespace {

/// A helper with more paths than anybody follows, and a hook that calls it.
std::string driver(const std::string &Body, const std::string &Work = "1") {
  std::string Text = R"(
#include <kernel.h>
struct state { struct vm_area_struct *vma; void *parts[16]; unsigned long at; };
int note(void *part);
static int work(struct state *st, unsigned long *left)
{
)";
  for (unsigned I = 0; I < 16; ++I) {
    std::string Part = "st->parts[" + std::to_string(I) + "]";
    Text += "\tif (note(" + Part + ")) kfree(" + Part + ");\n";
  }
  return Text + "\t*left = " + Work + ";\n\treturn note(st);\n}\n" +
         "static int my_mmap(struct file *file, struct vm_area_struct *vma)\n"
         "{\n\tstruct state *st = file->private_data;\n"
         "\tunsigned long left = 7;\n" +
         Body +
         "\n}\nconst struct file_operations my_fops = { .mmap = my_mmap };\n";
}

VerifyResult check(const std::string &Old, const std::string &New) {
  VerifyInput Input = inputFor(Old, New);
  VerifyOptions Options;
  Options.MaxPaths = 64; // the helper has more by far
  std::vector<VerifyResult> Results = verifyUnit(Input, Options);
  EXPECT_EQ(Results.size(), 1u);
  return Results.front();
}

const char *const Usual =
    "if (work(st, &left)) return -EINVAL;\n"
    "vm_flags_set(vma, VM_IO); vma->vm_pgoff = left; return 0;";

TEST(UnchangedCalleeTest, NeedsNoBodyIfNothingAroundItDiffers) {
  VerifyResult R = check(driver(Usual), driver(Usual));
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toString(R.Result);
  EXPECT_THAT(ids(R), IsEmpty());
  // What the hook does itself is compared as ever.
  EXPECT_EQ(check(driver(Usual),
                  driver("unsigned long flags = VM_IO; int bad;\n"
                         "bad = work(st, &left); if (bad) return -EINVAL;\n"
                         "vma->vm_pgoff = left; vm_flags_set(vma, flags);\n"
                         "return 0;"))
                .Result,
            Verdict::Equivalent);
}

TEST(UnchangedCalleeTest, SeesTheMappingArgumentsLocalsAndMemory) {
  for (const char *Other : {
           // It may find the vma by way of memory, and read its flags.
           "vm_flags_set(vma, VM_IO); if (work(st, &left)) return -EINVAL;\n"
           "vma->vm_pgoff = left; return 0;",
           // It may have changed what is set behind it.
           "left = 8; if (work(st, &left)) return -EINVAL;\n"
           "vm_flags_set(vma, VM_IO); vma->vm_pgoff = left; return 0;",
           "st->at = 1; if (work(st, &left)) return -EINVAL;\n"
           "vm_flags_set(vma, VM_IO); vma->vm_pgoff = left; return 0;",
           "if (work(st + 1, &left)) return -EINVAL;\n"
           "vm_flags_set(vma, VM_IO); vma->vm_pgoff = left; return 0;",
           "work(st, &left); if (work(st, &left)) return -EINVAL;\n"
           "vm_flags_set(vma, VM_IO); vma->vm_pgoff = left; return 0;",
           "if (work(st, &left)) return -EINVAL;\n"
           "vm_flags_set(vma, VM_IO); vma->vm_pgoff = 7; return 0;",
           "if (work(st, &left)) return -EBUSY;\n"
           "vm_flags_set(vma, VM_IO); vma->vm_pgoff = left; return 0;",
       })
    EXPECT_GE(check(driver(Usual), driver(Other)).Result, Verdict::Inconclusive)
        << Other;
}

TEST(UnchangedCalleeTest, AChangedOneIsFollowed) {
  VerifyResult R = check(driver(Usual), driver(Usual, "2"));
  EXPECT_GE(R.Result, Verdict::Inconclusive);
}

/// What maps by way of a function without a body is a success too.
TEST(UnchangedCalleeTest, ALoopDoesNotHideAnUnknownMapping) {
  auto text = [](const char *Error) {
    return std::string(R"(
#include <kernel.h>
struct item { struct item *next; unsigned long pgoff; struct device *dev; };
extern struct item *first;
int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *at,
		   unsigned long dma, unsigned long size, unsigned long attrs);
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct item *i = first;
	while (i && i->pgoff != vma->vm_pgoff)
		i = i->next;
	if (!i)
		return )") +
           Error + R"(;
	return dma_mmap_attrs(i->dev, vma, i, 0, vma->vm_end - vma->vm_start, 0);
}
const struct file_operations my_fops = { .mmap = my_mmap };
)";
  };
  VerifyResult R = check(text("-EINVAL"), text("-EINVAL"));
  EXPECT_EQ(R.Result, Verdict::EquivalentBounded) << toString(R.Result);
  EXPECT_EQ(check(text("-EINVAL"), text("-ENODEV")).Result, Verdict::Different);
}

} // namespace
} // namespace premap::verify
