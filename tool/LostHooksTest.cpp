#include "tool/LostHooks.h"

#include "gmock/gmock.h"

using namespace premap;
using testing::ElementsAre;
using testing::IsEmpty;

static const char *Hook = "#include <linux/mm.h>\n\n"
                          "int foo_mmap(struct file *file,\n"
                          "\t     struct vm_area_struct *vma)\n{\n}\n";

TEST(LostHooks, AConvertedHookIsGone) {
  EXPECT_THAT(
      lostHooks(
          {Hook, "int foo_mmap_prepare(struct vm_area_desc *desc)\n{\n}\n"}),
      ElementsAre("foo_mmap"));
}

TEST(LostHooks, AChangedHookIsStillThere) {
  EXPECT_THAT(lostHooks({Hook, std::string(Hook) + "int x;\n"}), IsEmpty());
}

TEST(LostHooks, OtherFilesCannotNameAStaticHook) {
  EXPECT_THAT(lostHooks({"static int foo_mmap(struct file *file, struct "
                         "vm_area_struct *vma)\n{\n}\n",
                         ""}),
              IsEmpty());
}

TEST(LostHooks, ADeclarationOrACallIsNoHook) {
  EXPECT_THAT(
      lostHooks({"int foo_mmap(struct file *f, struct vm_area_struct *v);\n"
                 "static void g(void)\n{\n\tfoo_mmap(file, vma);\n}\n",
                 ""}),
      IsEmpty());
}
