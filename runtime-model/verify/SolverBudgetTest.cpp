// Budgets hold whatever the code asks of the solver.
#include "verify/ChangedHook.h"

#include "verify/CpuClock.h"
#include "verify/PathSolver.h"

using namespace premap::verify;
using testing::Contains;

namespace {

/// Processor time of \p Run, in seconds.
template <typename F> double secondsOf(F Run) {
  CpuClock::time_point Begin = CpuClock::now();
  Run();
  return std::chrono::duration<double>(CpuClock::now() - Begin).count();
}

TEST(SolverBudget, AQuestionEndsAtTheDeadline) {
  Universe U(64);
  PathSolver Solver(U, 2'000'000'000u,
                    CpuClock::now() + std::chrono::seconds(2));
  z3::expr A = U.symbol("a", 64), B = U.symbol("b", 64);
  // A product of two primes.
  z3::expr Hard = A * B == U.word(2147483647ull * 2147483629ull) &&
                  z3::ugt(A, U.word(1)) && z3::ugt(B, U.word(1)) &&
                  z3::ult(A, U.word(1ull << 32)) &&
                  z3::ult(B, U.word(1ull << 32)) && z3::ule(A, B);
  double Seconds = secondsOf([&] { Solver.check({}, Hard); });
  EXPECT_LT(Seconds, 2.4);
}

TEST(SolverBudget, ASwitchOfManyCasesStaysWithinTheTime) {
  std::string Cases;
  for (unsigned I = 0; I < 1500; ++I)
    Cases += "case " + std::to_string(I * 977 + I % 7) +
             ": n = " + std::to_string(I * 31 % 1009) + "; break;\n";
  auto body = [&](const char *Pgoff) {
    return "unsigned long n = 0; switch (" + std::string(Pgoff) + ") {\n" +
           Cases + "}\nif (n > st->size) return -EINVAL;\n";
  };
  Change C = sameBody("", body("vma->vm_pgoff"), "", body("desc->pgoff"));
  std::string Head = "#include \"kernel.h\"\n"
                     "struct state { unsigned long size; };\n";
  VerifyInput Input = inputFor(
      Head + C.OldHead +
          "static int f(struct file *file, struct vm_area_struct *vma) {\n"
          "struct state *st = file->private_data;\n" +
          C.OldBody +
          "return 0; }\nconst struct file_operations o = { .mmap = f };\n",
      Head + C.NewHead +
          "static int g(struct vm_area_desc *desc) {\n"
          "struct state *st = desc->file->private_data;\n" +
          C.NewBody +
          "return 0; }\nconst struct file_operations o = {"
          " .mmap_prepare = g };\n");
  VerifyOptions Options;
  Options.MaxSeconds = 3;
  double Seconds = secondsOf([&] {
    std::vector<VerifyResult> R = verifyUnit(Input, Options);
    ASSERT_EQ(R.size(), 1u);
    EXPECT_NE(R[0].Result, Verdict::Different) << toJson(R[0]).dump(1);
  });
  // Both parses are on top.
  EXPECT_LT(Seconds, 3 * 1.1 + 1);
}

} // namespace
