// What the tests share that change a hook and what stands around it.
#ifndef PREMAP_VERIFY_CHANGEDHOOK_H
#define PREMAP_VERIFY_CHANGEDHOOK_H

#include "verify/TestSupport.h"

#include "gmock/gmock.h"

namespace premap::verify {

/// Both texts share a head; the hooks' bodies begin with `st` at hand.
struct Change {
  std::string OldHead, OldBody, NewHead, NewBody;
};

inline VerifyResult verifyChange(const Change &C) {
  std::string Common = R"(
#include "kernel.h"
struct state { unsigned long base, size; volatile unsigned int doorbell;
               unsigned int low, high; int users; };
int read_pair(struct state *, unsigned long *, unsigned long *);
)";
  std::string Old =
      Common + C.OldHead +
      "static int my_mmap(struct file *file, struct vm_area_struct *vma)\n{\n"
      "struct state *st = file->private_data; (void)st;\n" +
      C.OldBody +
      "\nreturn 0;\n}\n"
      "const struct file_operations my_fops = { .mmap = my_mmap };\n";
  std::string New = Common + C.NewHead +
                    "static int my_mmap_prepare(struct vm_area_desc *desc)\n{\n"
                    "struct state *st = desc->file->private_data; (void)st;\n" +
                    C.NewBody +
                    "\nreturn 0;\n}\n"
                    "const struct file_operations my_fops = {\n"
                    ".mmap_prepare = my_mmap_prepare };\n";
  std::vector<VerifyResult> Results = verifyUnit(inputFor(Old, New));
  EXPECT_EQ(Results.size(), 1u);
  return Results.empty() ? VerifyResult{} : Results[0];
}

/// \p Head and \p Body with the vma's names for the desc's.
inline Change sameBody(const std::string &OldHead, const std::string &OldBody,
                       const std::string &NewHead, const std::string &NewBody) {
  std::string Ops = "static const struct vm_operations_struct my_ops = { };\n";
  return {Ops + OldHead, OldBody + "vma->vm_ops = &my_ops;", Ops + NewHead,
          NewBody + "desc->vm_ops = &my_ops;"};
}

inline void expectDifferent(const Change &C, const char *Id) {
  VerifyResult R = verifyChange(C);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), testing::Contains(Id)) << toJson(R).dump(1);
}

inline void expectInconclusive(const Change &C, const char *Id) {
  VerifyResult R = verifyChange(C);
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), testing::Contains(Id)) << toJson(R).dump(1);
}

inline void expectEqual(const Change &C) {
  VerifyResult R = verifyChange(C);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

} // namespace premap::verify

#endif
