#include "matchers/ApiFeatures.h"

#include "kernel/Releases.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace premap {
namespace {

struct NamedFeature {
  /// The declaration's, in parentheses what tells it from others of the name.
  std::string_view Name;
  bool ApiFeatures::*Member;
  /// The shape that it must have; "": any that a release has.
  std::string_view Type{};

  std::string_view declaration() const {
    return Name.substr(0, Name.find('('));
  }
};

} // namespace

static constexpr NamedFeature AllFeatures[] = {
    {"file_operations.mmap_prepare", &ApiFeatures::MmapPrepare},
    {"file_has_valid_mmap_hooks", &ApiFeatures::HasValidMmapHooks},
    {"vfs_mmap", &ApiFeatures::VfsMmap},
    {"can_mmap_file", &ApiFeatures::CanMmapFile},
    {"generic_file_mmap_prepare", &ApiFeatures::GenericFileMmapPrepare},
    {"generic_file_readonly_mmap_prepare",
     &ApiFeatures::GenericFileReadonlyMmapPrepare},
    {"file_is_dax", &ApiFeatures::FileIsDax},
    {"compat_set_desc_from_vma", &ApiFeatures::CompatSetDescFromVma},
    {"__compat_vma_mmap(file_operations)", &ApiFeatures::CompatTakesOperations,
     "int (const struct file_operations *, struct file *, struct "
     "vm_area_struct *)"},
    {"vm_area_desc.vm_file", &ApiFeatures::DescVmFile},
    {"vm_area_desc.vm_flags", &ApiFeatures::DescVmFlags},
    {"vm_area_desc.vma_flags", &ApiFeatures::DescVmaFlags},
    {"vm_area_desc.action", &ApiFeatures::DescAction},
    {"mmap_action.success_hook", &ApiFeatures::SuccessHook},
    {"mmap_action.error_hook", &ApiFeatures::ErrorHook},
    {"mmap_action.error_override", &ApiFeatures::ErrorOverride},
    {"vma_desc_size", &ApiFeatures::DescSize},
    {"vma_desc_pages", &ApiFeatures::DescPages},
    {"mmap_action_remap", &ApiFeatures::ActionRemap},
    {"mmap_action_remap_full", &ApiFeatures::ActionRemapFull},
    {"mmap_action_ioremap", &ApiFeatures::ActionIoRemap},
    {"mmap_action_ioremap_full", &ApiFeatures::ActionIoRemapFull},
    {"mmap_action_simple_ioremap", &ApiFeatures::ActionSimpleIoRemap},
    {"mmap_action_map_kernel_pages", &ApiFeatures::ActionMapKernelPages},
    {"vma_desc_set_flags", &ApiFeatures::DescSetFlags},
    {"vma_desc_clear_flags", &ApiFeatures::DescClearFlags},
    {"vma_desc_test_flags", &ApiFeatures::DescTestFlags},
    {"vma_desc_test", &ApiFeatures::DescTest},
    {"vma_desc_test_any", &ApiFeatures::DescTestAny},
    {"vma_desc_test_all", &ApiFeatures::DescTestAll},
    {"vma_flags_test", &ApiFeatures::FlagsTest},
    {"vma_flags_test(...)", &ApiFeatures::FlagsTestOfMany, kernel::MacroShape},
    {"vma_flags_test_any", &ApiFeatures::FlagsTestAny},
    {"vma_flags_test_all", &ApiFeatures::FlagsTestAll},
    {"__mk_vma_flags(vma_flags_t)", &ApiFeatures::MkFlagsTakesStart,
     "vma_flags_t (vma_flags_t, size_t, const vma_flag_t *)"},
    {"vma_desc_is_cow_mapping", &ApiFeatures::DescIsCow},
    {"vma_is_cow_mapping", &ApiFeatures::VmaIsCow},
    {"vma_flags_is_cow_mapping", &ApiFeatures::FlagsIsCow},
    {"vma_start_pgoff", &ApiFeatures::VmaStartPgoff},
    {"vma_get_page_prot", &ApiFeatures::VmaGetPageProt,
     "pgprot_t (vma_flags_t)"},
    {"vma_get_page_prot(vma)", &ApiFeatures::VmaGetPageProtOfVma,
     "pgprot_t (const struct vm_area_struct *)"},
    {"vma_flags_to_page_prot", &ApiFeatures::VmaFlagsToPageProt},
    {"vma_flags_to_legacy", &ApiFeatures::FlagsToLegacy},
    {"vma_desc_set_anonymous", &ApiFeatures::DescSetAnonymous},
    {"shmem_zero_setup_desc", &ApiFeatures::ShmemZeroSetupDesc},
    {"mmap_action_prepare(mmap_action)", &ApiFeatures::PrepareTakesAction,
     "void (struct mmap_action *, struct vm_area_desc *)"},
    {"mmap_action_complete(bool)", &ApiFeatures::CompleteTakesCompat,
     "int (struct vm_area_struct *, struct mmap_action *, bool)"},
    {"vm_operations_struct.mapped", &ApiFeatures::Mapped},
    {"uio_info.mmap_prepare", &ApiFeatures::UioMmapPrepare},
    {"vmbus_channel.mmap_prepare_ring_buffer",
     &ApiFeatures::RingBufferMmapPrepare},
};

std::vector<std::string> featureNames(const ApiFeatures &Features) {
  std::vector<std::string> Names;
  for (const NamedFeature &F : AllFeatures)
    if (Features.*F.Member)
      Names.emplace_back(F.Name);
  return Names;
}

void to_json(nlohmann::json &J, const ApiFeatures &Features) {
  J = featureNames(Features);
}

void from_json(const nlohmann::json &J, ApiFeatures &Features) {
  Features = ApiFeatures();
  for (const std::string Name : J) {
    const NamedFeature *Found = llvm::find_if(
        AllFeatures, [&](const NamedFeature &F) { return F.Name == Name; });
    if (Found == std::end(AllFeatures))
      throw nlohmann::json::other_error::create(
          599, "unknown feature '" + Name + "'", &J);
    Features.*Found->Member = true;
  }
}

std::string profileName(const ApiFeatures &F) {
  if (!F.MmapPrepare)
    return "none";
  auto distance = [&](const std::string &Target) {
    ApiFeatures There = *featuresOf(Target);
    return llvm::count_if(AllFeatures, [&](const NamedFeature &Feature) {
      return F.*Feature.Member != There.*Feature.Member;
    });
  };
  return *std::ranges::min_element(targetNames(), {}, distance);
}

const std::vector<std::string> &targetNames() {
  static const std::vector<std::string> Names = [] {
    std::vector<std::string> All;
    for (const kernel::Release &R : kernel::targets())
      All.emplace_back(R.Name);
    return All;
  }();
  return Names;
}

static bool isDeclared(const HeaderShapes &Shapes,
                       const NamedFeature &Feature) {
  auto Found = Shapes.find(Feature.declaration());
  if (Found == Shapes.end())
    return false;
  if (!Feature.Type.empty())
    return isShape(Found->second, Feature.Type);
  return llvm::any_of(
      kernel::typesOf(Feature.declaration()),
      [&](std::string_view Type) { return canStandFor(Found->second, Type); });
}

ApiFeatures featuresOf(const HeaderShapes &Shapes) {
  ApiFeatures F;
  for (const NamedFeature &Feature : AllFeatures)
    F.*Feature.Member = isDeclared(Shapes, Feature);
  return F;
}

std::optional<ApiFeatures> featuresOf(const std::string &Target) {
  const kernel::Release *R = kernel::releaseNamed(Target);
  if (!R || !R->HasPrepare)
    return std::nullopt;
  HeaderShapes Shapes;
  for (const auto &[Name, Type] : kernel::shapesOf(*R))
    Shapes.emplace(Name, Type);
  ApiFeatures F = featuresOf(Shapes);
  F.UioMmapPrepare = F.RingBufferMmapPrepare = false;
  return F;
}

llvm::Expected<ApiFeatures> detectFeatures(const CompileCommand &AnyCommand,
                                           const VirtualFiles &Overlay,
                                           FilesSeen *Seen) {
  HeaderShapes Shapes;
  if (llvm::Error E = readHeaders(
          AnyCommand, Overlay, hookHeaders(),
          [&](clang::CompilerInstance &CI) { Shapes = shapesOfUnit(CI); },
          /*Behind=*/"", Seen))
    return E;
  if (!Shapes.contains("file_operations.mmap"))
    return llvm::createStringError(
        "the headers that the compile command of " + AnyCommand.File +
        " reads declare no struct file_operations with a hook for mmap()");
  return featuresOf(Shapes);
}

} // namespace premap
