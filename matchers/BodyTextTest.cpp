// What the text of a body says that the compiler does not see.
#include "matchers/BodyTesting.h"

#include <algorithm>

using testing::IsEmpty;

namespace premap {
namespace {

TEST(BodyText, InactiveBranches) {
  HandlerBody Body = readHandler("#ifdef CONFIG_X\n"
                                 "vma->vm_pgoff = 0;\n"
                                 "file_accessed(file);\n"
                                 "#else\n"
                                 "vma->vm_pgoff = 1;\n"
                                 "#endif\n"
                                 "return 0;");
  auto Uses = eventsOf(Body, EventKind::InactiveUse);
  ASSERT_EQ(Uses.size(), 2u);
  EXPECT_EQ(Uses[0].Name, "vma");
  EXPECT_EQ(Uses[0].Where.Line, 5u);
  EXPECT_EQ(Uses[1].Name, "file");
  EXPECT_EQ(only(Body, EventKind::FieldWrite).Value.Text, "1");
}

TEST(BodyText, DroppedMacroArguments) {
  HandlerBody Body =
      readHandler("pr_dropped(\"%lx\", vma->vm_start); return 0;");
  EXPECT_EQ(only(Body, EventKind::InactiveUse).Text, "vma");
}

TEST(BodyText, CommentsStringsAndOtherNames) {
  HandlerBody Body = readHandler(
      "/* vma */ // file\n"
      "struct vma { int file; } x = { .file = 1 };\n"
      "struct file *other = x.file ? NULL : (struct file *)0;\n"
      "pr_err(\"vma\");\n"
      "{ int vma = 3; vma++; }\n"
      "return __builtin_offsetof(struct vma, file) + (other != NULL);");
  EXPECT_THAT(eventsOf(Body, EventKind::InactiveUse), IsEmpty());
  EXPECT_THAT(eventsOf(Body, EventKind::Escape), IsEmpty());
}

/// Every spelled `vma` of these snippets belongs to an event.
TEST(BodyText, NothingIsDropped) {
  for (const char *Statements : {
           "return (vma, 1);",
           "return vma ? 1 : 0;",
           "return *(unsigned long *)vma;",
           "return ((long)vma) >> 3;",
           "return _Generic(vma, struct vm_area_struct *: 1, default: 2);",
           "struct vm_area_struct copy = *vma; return copy.vm_pgoff;",
           "return (file ? vma : vma)->vm_pgoff;",
           "return vma[0].vm_pgoff;",
           "return (&*vma)->vm_pgoff;",
           "struct vm_area_struct *a[] = { [0] = vma }; return !a[0];",
           "void *p = (void *)(vma + 1); return !p;",
           "typeof(vma) other = vma; return !other;",
           "return vma->vm_flags & (vma->vm_flags & VM_IO);",
       }) {
    SCOPED_TRACE(Statements);
    std::string Prefix = "\nint f(struct file *file, struct vm_area_struct "
                         "*vma)\n{\n";
    std::string Code = Prefix + Statements + "\n}\n";
    HandlerBody Body = readBody(Code);
    for (size_t At = Code.find("vma", Prefix.size()); At != std::string::npos;
         At = Code.find("vma", At + 1)) {
      Span Token;
      Token.Path = "drivers/foo.c";
      Token.Offset = unsigned(At);
      Token.Length = 3;
      auto Covers = [&](const Event &E) {
        return E.Kind != EventKind::Return &&
               (E.Access.contains(Token) || E.Where.contains(Token));
      };
      EXPECT_TRUE(std::ranges::any_of(Body.Events, Covers)) << At;
    }
  }
}

TEST(BodyText, ABodyOutOfAMacro) {
  HandlerBody Body =
      readBody("#define HANDLER(name) int name(struct vm_area_struct *vma) "
               "{ return vma->vm_pgoff; }\nHANDLER(f)");
  EXPECT_EQ(Body.Block.Length, 0u);
  EXPECT_TRUE(only(Body, EventKind::FieldRead).InMacro);
  EXPECT_TRUE(only(Body, EventKind::Return).InMacro);
}

} // namespace
} // namespace premap
