/** The charger's page. */
import { createApiClient } from '../shared/api-client.ts';
import { mount } from '../shared/mount.tsx';
import { ChargerPage } from './charger-page.tsx';
import { createChargerStore } from './charger-store.ts';

const api = createApiClient();
mount(<ChargerPage charger={createChargerStore(api)} />);
