#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

/// Two paths: a refusal, and a mapping with vm_ops.
const char *Driver = R"(
#include "kernel.h"
struct state { unsigned long size; };
extern const struct vm_operations_struct my_vm_ops;
int lookup(struct state *st);
static int my_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct state *st = file->private_data;
	if (vma->vm_end - vma->vm_start > st->size)
		return -EINVAL;
	lookup(st);
	vma->vm_ops = &my_vm_ops;
	return 0;
}
const struct file_operations my_fops = { .mmap = my_mmap };
)";

VerifyResult traced(const std::string &Old, const std::string &New) {
  VerifyOptions Options;
  Options.Trace = true;
  return verifyUnit(inputFor(Old, New), Options).at(0);
}

TEST(Trace, TellsEveryPathOfBothSides) {
  VerifyResult R = traced(Driver, Driver);
  ASSERT_THAT(R.Trace, SizeIs(4)) << toJson(R).dump(1);
  EXPECT_THAT(R.Trace, Contains(AllOf(
                           Field(&PathTrace::Side, "old"),
                           Field(&PathTrace::End, "the hook fails"),
                           Field(&PathTrace::Return, "-EINVAL"),
                           Field(&PathTrace::Decided, HasSubstr("driver.c:9")),
                           Field(&PathTrace::Guards,
                                 Contains(HasSubstr("file->private_data"))),
                           Field(&PathTrace::Steps, IsEmpty()))));
  EXPECT_THAT(
      R.Trace,
      Contains(
          AllOf(Field(&PathTrace::Side, "new"),
                Field(&PathTrace::End, "mapped"), Field(&PathTrace::Return, ""),
                Field(&PathTrace::Steps,
                      ElementsAre(AllOf(HasSubstr("driver.c:11: lookup("),
                                        HasSubstr("file->private_data")))),
                Field(&PathTrace::Fields, Contains("vm_ops = my_vm_ops")))));
}

TEST(Trace, NamesTheConstructThatStoppedAPath) {
  std::string Text = Driver;
  std::string Call = "lookup(st);";
  Text.replace(Text.find(Call), Call.size(),
               "asm goto(\"jmp %l0\" : : : : out);\nout:");
  VerifyResult R = traced(Text, Text);
  EXPECT_EQ(R.Result, Verdict::Inconclusive);
  EXPECT_THAT(R.Trace, Contains(Field(&PathTrace::End,
                                      HasSubstr("asm goto at driver.c:11"))))
      << toJson(R).dump(1);
}

TEST(Trace, IsLeftOutUnlessAskedFor) {
  VerifyResult R = verifyUnit(inputFor(Driver, Driver)).at(0);
  EXPECT_THAT(R.Trace, IsEmpty());
  EXPECT_FALSE(toJson(R).contains("trace"));
}

} // namespace
