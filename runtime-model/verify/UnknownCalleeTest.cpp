// What is taken for granted of a function that nobody can look into: one
// without a body, one that another file may replace, one that gets a member of
// the mapping.
#include "verify/ChangedHook.h"

using namespace premap::verify;

namespace {

std::string weak(const char *Body) {
  return "__attribute__((weak)) int arch_ok(unsigned long pfn) {" +
         std::string(Body) + "}\n";
}

const char *AskOld = "if (!arch_ok(vma->vm_pgoff)) return -EPERM;";
const char *AskNew = "if (!arch_ok(desc->pgoff)) return -EPERM;";

TEST(UnknownCallee, AWeakBodyMayNotBeTheOneThatRuns) {
  std::string Head = weak("return 1;");
  expectDifferent(sameBody(Head, AskOld, Head, ""), "now_succeeds");
  expectEqual(sameBody(Head, AskOld, Head, AskNew));
  expectDifferent(
      sameBody(Head, AskOld, Head, "if (arch_ok(desc->pgoff)) return -EPERM;"),
      "now_fails");
}

TEST(UnknownCallee, AWeakBodyThatChangedMayRun) {
  expectDifferent(
      sameBody(weak("return 1;"), AskOld, weak("return 0;"), AskNew),
      "now_fails");
  expectEqual(sameBody(weak("return pfn < 8;"), AskOld,
                       weak("if (pfn >= 8) return 0; return 1;"), AskNew));
  // What replaces it is the same for both, but they do not ask for the same.
  expectDifferent(sameBody(weak("return 1;"), AskOld, weak("return 1 + 1;"),
                           "if (!arch_ok(desc->start)) return -EPERM;"),
                  "effect_differs");
}

TEST(UnknownCallee, AStrongBodyElsewhereReplacesTheWeakOne) {
  auto text = [](const char *Hook) {
    return "#include \"kernel.h\"\n"
           "__attribute__((weak)) int arch_ok(void) { return 0; }\n" +
           std::string(Hook);
  };
  VerifyInput Input = inputFor(
      text("static int a(struct file *f, struct vm_area_struct *vma)\n"
           "{ return arch_ok() ? 0 : -EPERM; }\n"
           "const struct file_operations my_fops = { .mmap = a };\n"),
      text("static int b(struct vm_area_desc *desc) { return 0; }\n"
           "const struct file_operations my_fops = { .mmap_prepare = b };\n"));
  EXPECT_EQ(verifyUnit(Input).at(0).Result, Verdict::Different);
  Unit Other = Input.Main;
  Other.File = Other.Arguments.back() = "/k/arch.c";
  for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
    (*Files)[Other.File] = "int arch_ok(void) { return 1; }\n";
  Input.Others.push_back(Other);
  VerifyResult R = verifyUnit(Input).at(0);
  EXPECT_LT(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
}

/// Both texts call the same name; each has a header of its own.
TEST(UnknownCallee, AFunctionOfAHeaderMayHaveChanged) {
  auto verdict = [](const std::string &OldBody, const std::string &NewBody) {
    auto text = [](const char *Hook) {
      return "#include \"kernel.h\"\n#include \"my.h\"\n" + std::string(Hook);
    };
    VerifyInput Input = inputFor(
        text("static int a(struct file *f, struct vm_area_struct *vma)\n"
             "{ if (vma_pages(vma) > room(f->private_data)) return -EINVAL;\n"
             "vma->vm_ops = &generic_file_vm_ops; return 0; }\n"
             "const struct file_operations my_fops = { .mmap = a };\n"),
        text("static int b(struct vm_area_desc *desc)\n"
             "{ if (vma_desc_pages(desc) > room(desc->file->private_data))\n"
             "return -EINVAL;\n"
             "desc->vm_ops = &generic_file_vm_ops; return 0; }\n"
             "const struct file_operations my_fops = {"
             " .mmap_prepare = b };\n"));
    auto header = [](const std::string &Body) {
      return "struct my { unsigned long size, pages; };\n"
             "static inline int other(void) { return 1; }\n"
             "static inline unsigned long room(struct my *m) {" +
             Body + "}\n";
    };
    Input.OldFiles["/k/include/my.h"] = header(OldBody);
    Input.NewFiles["/k/include/my.h"] = header(NewBody);
    return verifyUnit(Input).at(0).Result;
  };
  EXPECT_EQ(verdict("return m->size;", "return m->size >> PAGE_SHIFT;"),
            Verdict::Different);
  EXPECT_LT(
      verdict("return m->size / PAGE_SIZE;", "return m->size >> PAGE_SHIFT;"),
      Verdict::Inconclusive);
  EXPECT_LT(verdict("return m->size;", "\n/* in bytes */ return m->size;"),
            Verdict::Inconclusive);
}

const char *Members = R"(
int prot_ok(struct file *, unsigned long size, pgprot_t *);
int find_it(struct state *, void **);
int move_it(struct state *, unsigned long *);
void take(void *);
)";

Change member(const std::string &Old, const std::string &New) {
  return sameBody(Members, Old, Members, New);
}

TEST(UnknownCallee, AMemberOfTheMappingIsTheSameMember) {
  const char *Old = "if (!prot_ok(file, st->size, &vma->vm_page_prot))"
                    " return -EPERM;";
  expectEqual(member(Old, "if (!prot_ok(desc->file, st->size,"
                          " &desc->page_prot)) return -EPERM;"));
  expectEqual(member("if (find_it(st, &vma->vm_private_data)) return -EPERM;",
                     "if (find_it(st, &desc->private_data)) return -EPERM;"));
  expectEqual(member("if (move_it(st, &vma->vm_pgoff)) return -EPERM;",
                     "if (move_it(st, &desc->pgoff)) return -EPERM;"));
  // A copy in a local, written back, is as good.
  expectEqual(member(Old, "pgprot_t prot = desc->page_prot;"
                          "if (!prot_ok(desc->file, st->size, &prot))"
                          " return -EPERM; desc->page_prot = prot;"));
}

TEST(UnknownCallee, AMemberIsReadAndWrittenByTheCallee) {
  const char *Old = "vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);"
                    "if (!prot_ok(file, st->size, &vma->vm_page_prot))"
                    " return -EPERM;";
  const char *Prot = "desc->page_prot = pgprot_noncached(desc->page_prot);";
  std::string Ask = "if (!prot_ok(desc->file, st->size, &desc->page_prot))"
                    " return -EPERM;";
  expectEqual(member(Old, Prot + Ask));
  expectDifferent(member(Old, Ask + Prot), "effect_differs");
  expectDifferent(member(Old, std::string(Prot) +
                                  "pgprot_t prot = desc->page_prot; if "
                                  "(!prot_ok(desc->file, st->size, &prot))"
                                  " return -EPERM;"),
                  "page_prot_differs");
  expectDifferent(member(Old, std::string(Prot) +
                                  "if (!prot_ok(desc->file, st->size >> "
                                  "PAGE_SHIFT, &desc->page_prot))"
                                  " return -EPERM;"),
                  "effect_differs");
  expectDifferent(member(Old, Prot), "now_succeeds");
}

/// What a local holds, not how it got it.
TEST(UnknownCallee, ALocalGoesByItsBytes) {
  auto both = [](const std::string &Old, const std::string &New) {
    std::string Parts = "union { unsigned long whole; unsigned int part[2];"
                        " char bytes[8]; } u;";
    return member(Parts + Old + "take(&u);", Parts + New + "take(&u);");
  };
  expectDifferent(
      both("u.whole = 0; u.part[1] = 7;", "u.part[1] = 7; u.whole = 0;"),
      "effect_differs");
  expectEqual(both("u.whole = 0;", "u.part[1] = 0; u.part[0] = 0;"));
  expectEqual(
      both("u.whole = 0; u.part[1] = 7;", "u.part[0] = 0; u.part[1] = 7;"));
  expectEqual(
      both("u.whole = st->size;", "u.bytes[3] = 1; u.whole = st->size;"));
  expectDifferent(
      both("u.whole = 0; u.bytes[3] = 1;", "u.whole = 0; u.bytes[4] = 1;"),
      "effect_differs");
  // Half of it is whatever was there.
  expectEqual(both("u.part[0] = 3;", "u.part[0] = 5; u.part[0] = 3;"));
  expectDifferent(both("u.part[0] = 3;", "u.part[1] = 3;"), "effect_differs");
}

TEST(UnknownCallee, AnotherMemberIsAnotherArgument) {
  expectDifferent(member("take(&vma->vm_private_data);", "take(&desc->pgoff);"),
                  "effect_differs");
}

TEST(UnknownCallee, TheWholeMappingIsNotAMember) {
  expectInconclusive(member("take(&vma->vm_start);", "take(&desc->start);"),
                     "callee_takes_mapping");
  expectInconclusive(member("take(vma);", "take(desc);"),
                     "callee_takes_mapping");
  expectInconclusive(member("take(&vma->vm_file);", "take(&desc->vm_file);"),
                     "callee_takes_mapping");
}

} // namespace
