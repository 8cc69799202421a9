// What the tests of this room share: the test kernel and its compile command.
#ifndef PREMAP_VERIFY_TESTSUPPORT_H
#define PREMAP_VERIFY_TESTSUPPORT_H

#include "verify/Verify.h"

#include "gtest/gtest.h"

#include <fstream>
#include <sstream>

namespace premap::verify {

inline std::string readFile(const std::string &Path) {
  std::ifstream In(Path);
  EXPECT_TRUE(In.good()) << Path;
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

/// Two texts of one driver on the test kernel of testdata/verify/include.
inline VerifyInput inputFor(const std::string &Old, const std::string &New,
                            const std::vector<std::string> &Defines = {}) {
  VerifyInput Input;
  Input.Main.Directory = "/k";
  Input.Main.File = "/k/driver.c";
  Input.Main.Arguments = {"--target=x86_64-linux-gnu", "-nostdinc",
                          "-std=gnu11", "-I/k/include", "/k/driver.c"};
  for (const std::string &Define : Defines)
    Input.Main.Arguments.push_back("-D" + Define);
  Input.Tree = "/k";
  std::string Kernel = readFile(PREMAP_TESTDATA "/verify/include/kernel.h");
  for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
    (*Files)["/k/include/kernel.h"] = Kernel;
  Input.OldFiles["/k/driver.c"] = Old;
  Input.NewFiles["/k/driver.c"] = New;
  return Input;
}

inline std::vector<std::string> ids(const VerifyResult &R) {
  std::vector<std::string> Result;
  for (const Difference &D : R.Differences)
    if (Result.empty() || Result.back() != D.Id)
      Result.push_back(D.Id);
  return Result;
}

} // namespace premap::verify

#endif
