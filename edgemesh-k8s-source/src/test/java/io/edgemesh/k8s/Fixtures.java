package io.edgemesh.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.k8s.objects.KubeObject;
import io.edgemesh.k8s.objects.MalformedObjectException;
import io.edgemesh.k8s.objects.ObjectReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Objects from YAML, read by a parser that is not ours. */
public final class Fixtures {
    private Fixtures() {}

    /** Returns the tree of one document. */
    public static Map<?, ?> tree(String yaml) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new LinkedHashMap<>((Map<?, ?>) loaded);
    }

    /** Returns the object of a document that has nothing to remark upon. */
    public static KubeObject object(String yaml) {
        List<String> remarks = new ArrayList<>();
        KubeObject object = object(yaml, remarks);
        assertThat(remarks).isEmpty();
        return object;
    }

    public static KubeObject object(String yaml, List<String> remarks) {
        try {
            return ObjectReader.read(tree(yaml), remarks::add);
        } catch (MalformedObjectException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the message of a document that cannot be taken up. */
    public static String complaint(String yaml) {
        try {
            KubeObject object = ObjectReader.read(tree(yaml), remark -> {});
            throw new AssertionError("was taken up: " + object);
        } catch (MalformedObjectException e) {
            return e.getMessage();
        }
    }
}
